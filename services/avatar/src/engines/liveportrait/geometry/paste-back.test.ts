import { describe, expect, it } from 'vitest';
import type { RgbPicture } from '../../picture/picture.js';
import type { Affine } from './affine.js';
import { mapPoint } from './affine.js';
import { toLiveSquare } from './live-square.js';
import { pasteFace, preparePaste } from './paste-back.js';

const white = new Uint8Array(512 * 512 * 3).fill(255);

describe('pasteFace', () => {
  it('fades into the picture over 16 pixels', () => {
    const { rgb } = pasteFace(white, preparePaste(flat(512, 512, 0), [1, 0, 0, 0, 1, 0]));
    const at = (x: number, y: number): number => rgb[(y * 512 + x) * 3] ?? -1;
    expect([0, 1, 8, 15, 16, 256, 496, 497, 511].map((x) => at(x, 256))).toEqual([
      0, 15, 127, 239, 255, 255, 255, 239, 15,
    ]);
    // A corner fades around (16, 16): 12 pixels left and 9 above are 15 pixels away.
    expect(at(4, 7)).toBe(15);
    expect(at(1, 1)).toBe(0);
  });

  it('leaves the picture that it was prepared with, and what the face does not touch', () => {
    const picture = flat(100, 80, 90);
    const place = preparePaste(picture, [0.05, 0, 40, 0, 0.05, 30]);
    const { rgb, width, height } = pasteFace(white, place);
    expect([width, height]).toEqual([100, 80]);
    expect(picture.rgb.every((value) => value === 90)).toBe(true);
    expect(rgb[(43 * 100 + 53) * 3]).toBe(255);
    const { box } = place;
    for (let at = 0; at < rgb.length / 3; at++) {
      const [x, y] = [at % 100, Math.floor(at / 100)];
      const inside = x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height;
      if (!inside) expect(rgb[at * 3]).toBe(90);
    }
    expect(box.width * box.height).toBeLessThan(32 * 32);
  });

  it('pastes what of a face lies in the picture', () => {
    const { rgb } = pasteFace(white, preparePaste(flat(20, 20, 0), [1, 0, -256, 0, 1, -500]));
    expect(rgb[0]).toBe(191);
    expect(rgb[12 * 20 * 3]).toBe(0);
  });

  it.each([
    ['beside it', [1, 0, 5000, 0, 1, 0]],
    ['far away', [1, 0, -1e12, 0, 1, 1e12]],
  ] as const)('leaves a picture as it is whose face lies %s', (_, toPicture) => {
    const picture = flat(8, 8, 33);
    expect(pasteFace(white, preparePaste(picture, toPicture))).toEqual(picture);
  });

  it.each([
    ['no size', [0, 0, 5, 0, 0, 5]],
    ['no number', [1, 0, Number.NaN, 0, 1, 0]],
  ] as const)('refuses a place of %s', (_, toPicture) => {
    expect(() => preparePaste(flat(8, 8, 0), toPicture)).toThrow(
      expect.objectContaining({ code: 'no_face_found' }),
    );
  });
});

describe('toLiveSquare', () => {
  it('leads from the drawn face through the original picture to the live frame', () => {
    // The source picture is half the original; the square of 1024 pixels at (100, 60) is drawn at half its size.
    const toOriginal: Affine = [2, 0, 0.5, 0, 2, 0.5];
    const map = toLiveSquare([1, 0, 30, 0, 1, 20], toOriginal, { left: 100, top: 60, side: 1024 });
    // (0, 0) is (30, 20) of the source picture, (60.5, 40.5) of the original, (-39.5, -19.5) of the square.
    expect(mapPoint(map, [0, 0])).toEqual([-20, -10]);
    expect(mapPoint(map, [10, 0])).toEqual([-10, -10]);
  });

  it('refuses a square of no size where a face is pasted', () => {
    const map = toLiveSquare([1, 0, 0, 0, 1, 0], [1, 0, 0, 0, 1, 0], { left: 0, top: 0, side: 0 });
    expect(() => preparePaste(flat(8, 8, 0), map)).toThrow(
      expect.objectContaining({ code: 'no_face_found' }),
    );
  });
});

function flat(width: number, height: number, value: number): RgbPicture {
  return { rgb: new Uint8Array(width * height * 3).fill(value), width, height };
}
