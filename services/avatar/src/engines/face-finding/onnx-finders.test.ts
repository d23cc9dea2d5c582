import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxAround, overlapOf } from './face-finder.js';
import type { FaceFinder, LandmarkScheme } from './face-finder.js';
import { InsightFaceFinder } from './insightface-finder.js';
import { Landmarks203Finder } from './landmarks-203.js';
import type { Landmarks, Point } from './landmarks.js';
import { MediaPipeFinder } from './mediapipe-finder.js';
import { findPortraitFace } from './portrait-face.js';
import { drawColoredFaces, partsOf } from './testing/colored-face.js';
import type { ColoredFace } from './testing/colored-face.js';
import { partsIn } from './testing/scheme-layouts.js';
import { stubBlazeFace } from './testing/stub-networks.js';
import { writeFaceStubs } from './testing/write-stubs.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-face-stubs-'));
const files = writeFaceStubs(folder);
const options = { threads: 1 };
const size = { width: 640, height: 480 };
/** Pixels by which a part may be off: the stubs see pictures of 192 to 256 pixels. */
const tolerance = 1.5;

let landmarks203: Landmarks203Finder;
const finders: { name: string; scheme: number; finder: FaceFinder }[] = [];

beforeAll(async () => {
  landmarks203 = await Landmarks203Finder.open(files.landmarks203, options);
  finders.push(
    { name: 'MediaPipe', scheme: 478, finder: await MediaPipeFinder.open(files, options) },
    { name: 'InsightFace', scheme: 106, finder: await InsightFaceFinder.open(files, options) },
  );
});

afterAll(async () => {
  await landmarks203.release();
  for (const { finder } of finders) await finder.release();
  rmSync(folder, { recursive: true });
});

function expectAt(landmarks: Landmarks, scheme: LandmarkScheme, face: ColoredFace, message: string): void {
  if (scheme === 68) throw new Error(`${message}: no network saw this face.`);
  const seen = partsIn(landmarks, scheme);
  const drawn = partsOf(face);
  const apart = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
  expect(apart(seen.leftEye, drawn.leftEye), `${message}: left eye`).toBeLessThan(tolerance);
  expect(apart(seen.rightEye, drawn.rightEye), `${message}: right eye`).toBeLessThan(tolerance);
  expect(apart(seen.mouth, drawn.mouth), `${message}: mouth`).toBeLessThan(tolerance);
}

describe('finders of ONNX files', () => {
  it('find a face wherever it is, whatever its size and roll', async () => {
    const faces: ColoredFace[] = [
      { middle: [320, 240], width: 150 },
      { middle: [190, 300], width: 110, roll: 15 },
      { middle: [470, 180], width: 120, roll: -30 },
      { middle: [320, 240], width: 150, roll: 80 },
      { middle: [300, 250], width: 140, roll: 180 },
    ];
    for (const { name, scheme, finder } of finders) {
      for (const face of faces) {
        const picture = await drawColoredFaces(size, [face]);
        const found = await findPortraitFace(picture, { finder, landmarks203 });
        const message = `${name}, roll ${face.roll ?? 0}`;
        expect(found.faces, message).toBe(1);
        expect(found.guess.scheme).toBe(scheme);
        expect(found.guess.landmarks.length).toBe(scheme);
        expectAt(found.guess.landmarks, found.guess.scheme, face, message);
        expect(found.landmarks203?.length).toBe(203);
        expectAt(found.landmarks203 ?? [], 203, face, `${message}, 203`);
      }
    }
  });

  it('take the largest of several faces and count them', async () => {
    const small: ColoredFace = { middle: [110, 240], width: 80 };
    const large: ColoredFace = { middle: [480, 240], width: 140 };
    const picture = await drawColoredFaces(size, [small, large]);
    for (const { name, finder } of finders) {
      const found = await findPortraitFace(picture, { finder, landmarks203 });
      expect(found.faces, name).toBe(2);
      expectAt(found.guess.landmarks, found.guess.scheme, large, name);
    }
  });

  it('take the face in a box, though another is larger', async () => {
    const small: ColoredFace = { middle: [110, 240], width: 80 };
    const picture = await drawColoredFaces(size, [small, { middle: [480, 240], width: 140 }]);
    const box = { left: 70, top: 188, width: 80, height: 104 };
    for (const { name, finder } of finders) {
      const found = await findPortraitFace(picture, { finder, landmarks203, box });
      expectAt(found.guess.landmarks, found.guess.scheme, small, name);
      expectAt(found.landmarks203 ?? [], 203, small, `${name}, 203`);
    }
  });

  it('take a face that lies on its side in a box', async () => {
    const face: ColoredFace = { middle: [320, 240], width: 140, roll: 90 };
    const picture = await drawColoredFaces(size, [face]);
    const box = { left: 230, top: 170, width: 180, height: 140 };
    for (const { name, finder } of finders) {
      const found = await findPortraitFace(picture, { finder, landmarks203, box });
      expectAt(found.landmarks203 ?? [], 203, face, name);
    }
  });

  it('say that there is no face in the smallest and the narrowest pictures', async () => {
    for (const { finder } of finders) {
      for (const [width, height] of [
        [8, 8],
        [1, 1],
        [2000, 3],
      ] as const) {
        const picture = await drawColoredFaces({ width, height }, []);
        await expect(findPortraitFace(picture, { finder, landmarks203 })).rejects.toMatchObject({
          code: 'no_face_found',
        });
      }
    }
  });

  it('take the box for the face where they see none in it', async () => {
    const picture = await drawColoredFaces(size, []);
    const box = { left: 200, top: 100, width: 120, height: 160 };
    for (const { name, finder } of finders) {
      const { guess } = await findPortraitFace(picture, { finder, box });
      if (name === 'MediaPipe') expect(guess.scheme).toBe(68);
      expect(overlapOf(boxAround(guess.landmarks), box), name).toBeGreaterThan(0.3);
    }
  });

  it('say which file is another kind of model', async () => {
    await expect(
      MediaPipeFinder.open({ ...files, faceMesh: files.blazeFace }, options),
    ).rejects.toMatchObject({
      code: 'model_files_invalid',
      message: expect.stringContaining('blaze_face.onnx'),
    });
    await expect(
      InsightFaceFinder.open({ ...files, detector: files.landmarks106 }, options),
    ).rejects.toMatchObject({ code: 'model_files_invalid' });
    await expect(Landmarks203Finder.open(files.landmarks106, options)).rejects.toMatchObject({
      code: 'model_files_invalid',
    });
  });

  it('know outputs by their shapes, whatever an exporter calls them', async () => {
    const blazeFace = join(folder, 'renamed.onnx');
    writeFileSync(blazeFace, stubBlazeFace({ input: 'image', regressors: 'a', scores: 'b' }));
    const finder = await MediaPipeFinder.open({ ...files, blazeFace }, options);
    const face: ColoredFace = { middle: [320, 240], width: 150 };
    const sighting = await finder.find(await drawColoredFaces(size, [face]));
    expectAt(sighting?.face.landmarks ?? [], 478, face, 'renamed');
    await finder.release();
  });

  it('stop when they are told to', async () => {
    const picture = await drawColoredFaces(size, [{ middle: [320, 240], width: 150 }]);
    const aborted = AbortSignal.abort();
    for (const { finder } of finders) {
      await expect(findPortraitFace(picture, { finder, landmarks203 }, aborted)).rejects.toThrow();
    }
  });
});
