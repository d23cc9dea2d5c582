import { expect, it } from 'vitest';
import type { RgbPicture } from '../picture/picture.js';
import type { FaceFinder } from './face-finder.js';
import { faceFrame } from './face-frame.js';
import { faceInBox } from './face-template.js';
import { findPortraitFace } from './portrait-face.js';
import { turned, turnedBack } from './quarter-turns.js';

const [width, height] = [7, 4];
const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => i);
const picture: RgbPicture = { rgb, width, height };

it('turns clockwise, and says where each pixel was', () => {
  for (const turns of [1, 2, 3] as const) {
    const result = turned(picture, turns);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const place = [pixel % result.width, Math.floor(pixel / result.width)] as const;
      const [[x, y] = [0, 0]] = turnedBack([place], turns, picture);
      const was = (y * width + x) * 3;
      expect([...result.rgb.subarray(pixel * 3, pixel * 3 + 3)]).toEqual([...rgb.subarray(was, was + 3)]);
    }
  }
  // The lower left corner comes to the upper left.
  expect(turned(picture, 1).rgb[0]).toBe((height - 1) * width * 3);
});

it('is tried where no face is upright: a face on its side is found there, with its roll', async () => {
  const box = { left: 100, top: 60, width: 80, height: 100 };
  /** Finds a face only in a picture that is higher than wide. */
  const upright: FaceFinder = {
    find: async (seen) =>
      seen.height > seen.width
        ? { face: { box, landmarks: faceInBox(box), scheme: 68 }, faces: 1 }
        : undefined,
    lookAt: async () => undefined,
    release: async () => undefined,
  };
  const wide = { rgb: new Uint8Array(400 * 300 * 3), width: 400, height: 300 };
  const { guess } = await findPortraitFace(wide, { finder: upright });
  const { axisX, axisY } = faceFrame(guess.landmarks);
  expect(axisX).toBeCloseTo(0, 6);
  expect(axisY).toBeCloseTo(-1, 6);
  // Columns 100 to 180 of the turned picture are rows 119 to 199 of the picture.
  expect(guess.box.top).toBeGreaterThan(300 - 181);
  expect(guess.box.top + guess.box.height).toBeLessThan(300 - 99);
});
