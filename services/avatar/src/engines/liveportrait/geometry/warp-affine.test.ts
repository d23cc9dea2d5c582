import { describe, expect, it } from 'vitest';
import type { RgbPicture } from '../../picture/picture.js';
import type { Affine } from './affine.js';
import { warpAffine } from './warp-affine.js';

const identity: Affine = [1, 0, 0, 0, 1, 0];

describe('warpAffine', () => {
  it('copies a picture that is not moved', () => {
    const picture = grey([10, 20, 30], [40, 50, 60]);
    expect(warpAffine(picture, identity, whole(picture))).toEqual(picture);
  });

  it('moves it to the right by half a pixel, into the black', () => {
    const warped = warpAffine(grey([100, 201]), [1, 0, 0.5, 0, 1, 0], {
      left: 0,
      top: 0,
      width: 3,
      height: 1,
    });
    // 100 / 2, then (100 + 201) / 2 rounded half up, then 201 / 2 rounded half up.
    expect(red(warped)).toEqual([50, 151, 101]);
  });

  it('knows steps of 1/32 pixel', () => {
    const wide = { left: 0, top: 0, width: 1, height: 1 };
    const at = (x: number): number[] => red(warpAffine(grey([0, 255]), [1, 0, -x, 0, 1, 0], wide));
    // 8 of 32 steps; the nearest step is taken, and half a step goes up.
    expect(at(0.25)).toEqual([64]);
    expect(at(0.25 + 0.4 / 32)).toEqual([64]);
    expect(at(0.25 + 0.5 / 32)).toEqual([72]);
  });

  it('turns it by a quarter', () => {
    // x' = 1 - y, y' = x.
    const turned = warpAffine(grey([1, 2, 3], [4, 5, 6]), [0, -1, 1, 1, 0, 0], {
      left: 0,
      top: 0,
      width: 2,
      height: 3,
    });
    expect(red(turned)).toEqual([4, 1, 5, 2, 6, 3]);
  });

  it('gives a window as it is in the whole', () => {
    const picture = grey([10, 20, 30], [40, 50, 60], [70, 80, 90]);
    const map: Affine = [1.3, 0.2, 0.4, -0.3, 1.1, 0.7];
    const all = warpAffine(picture, map, whole(picture));
    const part = warpAffine(picture, map, { left: 1, top: 1, width: 2, height: 2 });
    expect(red(part)).toEqual([4, 5, 7, 8].map((at) => red(all)[at]));
  });

  it('keeps channels apart', () => {
    const picture = { rgb: Uint8Array.from([10, 20, 30, 110, 120, 130]), width: 2, height: 1 };
    const warped = warpAffine(picture, [1, 0, -0.5, 0, 1, 0], { left: 0, top: 0, width: 1, height: 1 });
    expect([...warped.rgb]).toEqual([60, 70, 80]);
  });

  it.each([
    ['far away', [1, 0, 1e12, 0, 1, -1e12]],
    ['smaller than a step', [1e-12, 0, 900, 0, 1e-12, 900]],
  ] as const)('is black where the picture is %s', (_, map) => {
    const warped = warpAffine(grey([255, 255], [255, 255]), map, { left: 0, top: 0, width: 64, height: 64 });
    expect(warped.rgb.every((value) => value === 0)).toBe(true);
  });

  it('is black where there is no picture', () => {
    const none = { rgb: new Uint8Array(), width: 0, height: 0 };
    expect(red(warpAffine(none, identity, { left: 0, top: 0, width: 2, height: 1 }))).toEqual([0, 0]);
  });

  it('is not of the black beside, where the picture is far larger than what is seen of it', () => {
    const warped = warpAffine(grey([7, 7], [7, 7]), [1e9, 0, 0, 0, 1e9, 0], {
      left: 0,
      top: 0,
      width: 9,
      height: 9,
    });
    expect(warped.rgb.every((value) => value === 7)).toBe(true);
  });

  it('refuses a map that is not a number, and one without an inverse', () => {
    const window = { left: 0, top: 0, width: 1, height: 1 };
    const refused = expect.objectContaining({ code: 'no_face_found' });
    expect(() => warpAffine(grey([1]), [Number.NaN, 0, 0, 0, 1, 0], window)).toThrow(refused);
    expect(() => warpAffine(grey([1]), [1, 1, 0, 1, 1, 0], window)).toThrow(refused);
  });

  it.each([{ width: 0.5 }, { height: -1 }, { left: Number.NaN }])('refuses a window of %o', (odd) => {
    const window = { left: 0, top: 0, width: 1, height: 1, ...odd };
    expect(() => warpAffine(grey([1]), identity, window)).toThrow(RangeError);
  });
});

function grey(...rows: number[][]): RgbPicture {
  const rgb = Uint8Array.from(rows.flat().flatMap((value) => [value, value, value]));
  return { rgb, width: rows[0]?.length ?? 0, height: rows.length };
}

function red({ rgb }: RgbPicture): number[] {
  return [...rgb].filter((_, at) => at % 3 === 0);
}

function whole({ width, height }: RgbPicture): { left: number; top: number; width: number; height: number } {
  return { left: 0, top: 0, width, height };
}
