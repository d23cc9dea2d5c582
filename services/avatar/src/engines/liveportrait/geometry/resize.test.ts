import { describe, expect, it } from 'vitest';
import type { RgbPicture } from '../../picture/picture.js';
import { mapPoint } from './affine.js';
import { halvePicture, prepareSource, resizePicture } from './resize.js';

describe('halvePicture', () => {
  it('takes the mean of four pixels, rounded half up', () => {
    const half = halvePicture(grey([1, 2, 0, 0], [3, 4, 0, 1]));
    expect(red(half)).toEqual([3, 0]);
    expect([half.width, half.height]).toEqual([2, 1]);
  });
});

describe('resizePicture', () => {
  it('takes each pixel from the two beside its middle', () => {
    // Middles lie at 0.25, 1.75 and so on of the smaller picture's three pixels: 0, 1.5, 3 of the larger's four.
    expect(red(resizePicture(grey([0, 60, 120, 180]), 2, 1))).toEqual([30, 150]);
    expect(red(resizePicture(grey([0, 80]), 4, 1))).toEqual([0, 20, 60, 80]);
    expect(red(resizePicture(grey([0], [80]), 1, 4))).toEqual([0, 20, 60, 80]);
  });

  it('leaves a picture of the same size as it is', () => {
    const picture = grey([9, 8, 7], [6, 5, 4]);
    expect(resizePicture(picture, 3, 2)).toEqual(picture);
  });

  it('makes a single pixel as large as one likes', () => {
    expect(red(resizePicture(grey([200]), 3, 2))).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it.each([
    [0, 1],
    [1, 0],
    [Number.NaN, 1],
  ])('refuses %d x %d', (width, height) => {
    expect(() => resizePicture(grey([1]), width, height)).toThrow(
      expect.objectContaining({ code: 'unreadable_image' }),
    );
  });
});

describe('prepareSource', () => {
  it('cuts odd sides at the right and the bottom', () => {
    const { picture, toOriginal } = prepareSource(grey([1, 2, 3], [4, 5, 6], [7, 8, 9]));
    expect(picture).toEqual(grey([1, 2], [4, 5]));
    expect(mapPoint(toOriginal, [1, 1])).toEqual([1, 1]);
  });

  it('makes the longer side 1280', () => {
    const wide = prepareSource(blank(2000, 999));
    expect([wide.picture.width, wide.picture.height]).toEqual([1280, 638]);
    // Before its last row was cut, the picture was 639 high.
    const [x, y] = mapPoint(wide.toOriginal, [1279.5, 638.5]);
    expect(x).toBeCloseTo(1999.5, 9);
    expect(y).toBeCloseTo(998.5, 9);
    const high = prepareSource(blank(10, 2560));
    expect([high.picture.width, high.picture.height]).toEqual([4, 1280]);
  });

  it('leaves a line of single pixels as it is', () => {
    expect(prepareSource(blank(1, 7)).picture).toMatchObject({ width: 1, height: 7 });
  });

  it('refuses a picture of which nothing would be left', () => {
    expect(() => prepareSource(blank(12_000, 8))).toThrow(
      expect.objectContaining({ code: 'unreadable_image' }),
    );
  });
});

function grey(...rows: number[][]): RgbPicture {
  const rgb = Uint8Array.from(rows.flat().flatMap((value) => [value, value, value]));
  return { rgb, width: rows[0]?.length ?? 0, height: rows.length };
}

function red({ rgb }: RgbPicture): number[] {
  return [...rgb].filter((_, at) => at % 3 === 0);
}

function blank(width: number, height: number): RgbPicture {
  return { rgb: new Uint8Array(width * height * 3), width, height };
}
