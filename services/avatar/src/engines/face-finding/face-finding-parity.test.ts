import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inverse } from '../liveportrait/geometry/affine.js';
import { cropFace, landmarkCrop } from '../liveportrait/geometry/face-crop.js';
import { warpAffine } from '../liveportrait/geometry/warp-affine.js';
import { UploadedImage } from '../picture/decode-image.js';
import type { RgbPicture } from '../picture/picture.js';
import { blazeFaceAnchors, blazeFaceCoordinates, decodeBlazeFace } from './blaze-face-decoding.js';
import { areaOf } from './face-finder.js';
import { faceMeshRegion } from './face-mesh-region.js';
import { decodeFaceMesh } from './face-mesh.js';
import { decodeLandmarks106, landmarksCrop } from './insightface-finder.js';
import { decodeLandmarks203 } from './landmarks-203.js';
import type { Landmarks, Point } from './landmarks.js';
import { letterboxInCorner } from './letterbox.js';
import { decodeScrfd } from './scrfd-decoding.js';

const root = new URL('../../../../../', import.meta.url);
const fixtures = new URL('tests/fixtures/liveportrait/', root);
const photographs = new URL('../shared/data/portraits/', root);

const number = z.number();
const points = z.array(z.tuple([number, number]));
const sample = z.object({
  width: number,
  sha256: z.string(),
  blocks: z.array(z.object({ x: number, y: number, side: number, rgb: z.base64() })),
});
const answered = z.object({ answer: z.array(number), crop: sample, points });
const box = z.tuple([number, number, number, number]);
const schema = z.object({
  scrfd: z.array(
    z.object({
      picture: z.string(),
      anchors: z.array(z.object({ stride: number, index: number, score: number, box: z.array(number) })),
      background: number,
      detections: z.array(z.object({ threshold: number, boxes: z.array(box), scores: z.array(number) })),
      input: sample,
      of106: answered,
      of203: answered,
      of203Tracked: answered,
    }),
  ),
  mediapipe: z.array(
    z.object({
      picture: z.string(),
      side: number,
      anchors: z.array(z.object({ index: number, logit: number, answer: z.array(number) })),
      background: number,
      faces: z.array(z.array(number)),
      region: z.array(number),
      mesh: z.array(number),
      crop: sample,
      points: z.array(z.tuple([number, number, number])),
    }),
  ),
});
const { scrfd, mediapipe } = schema.parse(
  JSON.parse(readFileSync(new URL('face-detection.json', fixtures), 'utf8')),
);

const pathOf = (name: string): string =>
  fileURLToPath(new URL(name, name.endsWith('.png') ? new URL('pictures/', fixtures) : photographs));
/** Pictures in the repository, and photographs where they are. */
const present = <Case extends { picture: string }>(cases: readonly Case[]): Case[] =>
  cases.filter(({ picture }) => existsSync(pathOf(picture)));

async function read(name: string): Promise<RgbPicture> {
  return (await UploadedImage.open(readFileSync(pathOf(name)))).wholeRgb(5000);
}

/** The largest difference of a byte in the blocks that the fixture kept. */
function mostDifference({ rgb }: RgbPicture, { width, blocks }: z.infer<typeof sample>): number {
  return Math.max(
    ...blocks.flatMap(({ x, y, side, rgb: kept }) =>
      [...Buffer.from(kept, 'base64')].map((value, i) => {
        const [row, column] = [y + Math.floor(i / (3 * side)), x * 3 + (i % (3 * side))];
        return Math.abs(value - (rgb[row * width * 3 + column] ?? 0));
      }),
    ),
  );
}

const hash = (rgb: Uint8Array): string => createHash('sha256').update(rgb).digest('hex');
const whole = (side: number) => ({ left: 0, top: 0, width: side, height: side });
const farthest = (a: Landmarks, b: readonly (readonly number[])[]): number =>
  Math.max(...a.map(([x, y], i) => Math.hypot(x - (b[i]?.[0] ?? 0), y - (b[i]?.[1] ?? 0))));
const shared = ([left, top, right, bottom]: z.infer<typeof box>) => ({
  left,
  top,
  width: right - left,
  height: bottom - top,
});

describe.each(present(scrfd))('InsightFace as the reference runs it: $picture', (fixture) => {
  const grids = [8, 16, 32].map((stride) => {
    const rows = 2 * (512 / stride) ** 2;
    const scores = new Float32Array(rows).fill(fixture.background);
    const distances = new Float32Array(rows * 4);
    for (const anchor of fixture.anchors.filter((each) => each.stride === stride)) {
      scores[anchor.index] = anchor.score;
      distances.set(anchor.box, anchor.index * 4);
    }
    return { scores, distances };
  });

  it('sees the same picture, byte by byte, and finds the same boxes', async () => {
    const { rgb, scale } = letterboxInCorner(await read(fixture.picture), 512);
    expect(hash(rgb)).toBe(fixture.input.sha256);
    for (const { threshold, boxes, scores } of fixture.detections) {
      const found = decodeScrfd(grids, { side: 512, scale }, threshold);
      expect(found.length).toBe(boxes.length);
      for (const [i, { box: ours, score }] of found.entries()) {
        const { left = 0, top = 0, width = 0, height = 0 } = shared(boxes[i] ?? [0, 0, 0, 0]);
        expect(score).toBeCloseTo(scores[i] ?? 0, 6);
        expect(Math.hypot(ours.left - left, ours.top - top)).toBeLessThan(1e-3);
        expect(Math.hypot(ours.width - width, ours.height - height)).toBeLessThan(1e-3);
      }
    }
  });

  it('gives the same 106 points and the same 203 points, from a first guess and from themselves', async () => {
    const picture = await read(fixture.picture);
    const boxes = (fixture.detections[1]?.boxes ?? []).map(shared);
    const [largest = whole(1)] = boxes.toSorted((a, b) => areaOf(b) - areaOf(a));
    const toInput = landmarksCrop(largest);
    const { of106, of203, of203Tracked } = fixture;
    expect(mostDifference(warpAffine(picture, toInput, whole(192)), of106.crop)).toBeLessThanOrEqual(1);
    const first = decodeLandmarks106(Float32Array.from(of106.answer), toInput);
    expect(farthest(first, of106.points)).toBeLessThan(1e-3);
    let before: Point[] = of106.points;
    for (const { answer, crop, points: theirs } of [of203, of203Tracked]) {
      const { toCrop, toPicture } = cropFace(before, landmarkCrop);
      expect(mostDifference(warpAffine(picture, toCrop, whole(224)), crop)).toBeLessThanOrEqual(1);
      const found = decodeLandmarks203(Float32Array.from(answer), toPicture);
      expect(farthest(found, theirs)).toBeLessThan(2e-3);
      before = theirs;
    }
  });
});

describe.each(present(mediapipe))("MediaPipe as Ditto's code runs it: $picture", (fixture) => {
  const regressors = new Float32Array(blazeFaceAnchors * blazeFaceCoordinates);
  const logits = new Float32Array(blazeFaceAnchors).fill(fixture.background);
  for (const { index, logit, answer } of fixture.anchors) {
    regressors.set(answer, index * blazeFaceCoordinates);
    logits[index] = logit;
  }
  const faces = decodeBlazeFace(regressors, logits);
  const scale = fixture.side / 128;

  it('finds the same faces', () => {
    expect(faces.length).toBe(fixture.faces.length);
    const theirs = fixture.faces.toSorted((a, b) => sizeOf(b) - sizeOf(a));
    for (const [i, { box: ours, points: six, score }] of faces.entries()) {
      const [left = 0, top = 0, right = 0, bottom = 0, ...rest] = theirs[i] ?? [];
      expect(ours.left).toBeCloseTo(left, 3);
      expect(ours.top).toBeCloseTo(top, 3);
      expect(ours.left + ours.width).toBeCloseTo(right, 3);
      expect(ours.top + ours.height).toBeCloseTo(bottom, 3);
      for (const [k, value] of six.flat().entries()) expect(value).toBeCloseTo((rest[k] ?? 0) * 128, 3);
      expect(score).toBeCloseTo(rest[12] ?? 0, 5);
    }
  });

  it('looks at the same region and gives the same 478 points', async () => {
    const best = fixture.faces[0] ?? [];
    const [left = 0, top = 0, right = 0, bottom = 0, x0 = 0, y0 = 0, x1 = 0, y1 = 0] = best;
    const inPicture = shared([left * scale, top * scale, right * scale, bottom * scale]);
    const eyes: [Point, Point] = [
      [x0, y0],
      [x1, y1],
    ];
    const toPicture = faceMeshRegion(inPicture, eyes, 256);
    const [x = 0, y = 0, side = 0, , roll = 0] = fixture.region;
    const [a, , , d] = toPicture;
    expect(Math.hypot(a, d) * 256).toBeCloseTo(side, 3);
    expect(Math.atan2(d, a)).toBeCloseTo(roll, 5);
    const middle = decodeFaceMesh(Float32Array.of(128, 128), toPicture)[0] ?? [0, 0];
    expect(Math.hypot(middle[0] - x, middle[1] - y)).toBeLessThan(1e-3);
    const picture = await read(fixture.picture);
    const square = cutSquare(picture, fixture.side);
    const crop = warpAffine(square, inverse(toPicture), whole(256));
    expect(mostDifference(crop, fixture.crop)).toBeLessThanOrEqual(2);
    expect(farthest(decodeFaceMesh(Float32Array.from(fixture.mesh), toPicture), fixture.points)).toBeLessThan(
      1e-3,
    );
  });
});

function sizeOf([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): number {
  return (right - left) * (bottom - top);
}

function cutSquare({ rgb, width }: RgbPicture, side: number): RgbPicture {
  const cut = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    cut.set(rgb.subarray(row * width * 3, (row * width + side) * 3), row * side * 3);
  }
  return { rgb: cut, width: side, height: side };
}
