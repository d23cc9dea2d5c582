import { ParleyError } from '@parley/contracts';
import type { RgbPicture } from '../../picture/picture.js';
import type { Affine } from './affine.js';
import { resizing } from './affine.js';

/** Longer side of a source picture (LivePortrait, `source_max_dim`). */
const longestSourceSide = 1280;
/** Fixed-point one of a weight. */
const one = 2048;

/** Where the pixels of a resized row (or column) come from: an index, and how much of it and of the next. */
interface Taps {
  index: Int32Array;
  near: Int32Array;
  next: Int32Array;
}

/** A picture as LivePortrait takes a source, and the way back to the picture that it was made of. */
export interface SourcePicture {
  picture: RgbPicture;
  toOriginal: Affine;
}

/**
 * Makes a source picture: its longer side at most 1280, both sides even (cut at the right and the bottom). A picture
 * one pixel wide or high stays as it is.
 *
 * @param longestSide the reference's 1280.
 * @throws ParleyError `unreadable_image` for a picture so elongated that nothing would be left of its shorter side.
 */
export function prepareSource(original: RgbPicture, longestSide = longestSourceSide): SourcePicture {
  const { width, height } = original;
  const share = longestSide / Math.max(width, height);
  if (share >= 1) return { picture: evenSides(original), toOriginal: resizing(original, original) };
  const small =
    height > width
      ? resizePicture(original, Math.floor(width * share), longestSide)
      : resizePicture(original, longestSide, Math.floor(height * share));
  return { picture: evenSides(small), toOriginal: resizing(small, original) };
}

function evenSides(picture: RgbPicture): RgbPicture {
  const [width, height] = [picture.width & ~1, picture.height & ~1];
  if (width === 0 || height === 0 || (width === picture.width && height === picture.height)) return picture;
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = row * picture.width * 3;
    rgb.set(picture.rgb.subarray(from, from + width * 3), row * width * 3);
  }
  return { rgb, width, height };
}

/** Half as wide and high: each pixel the mean of four, rounded half up (OpenCV's INTER_AREA). Sides are even. */
export function halvePicture({ rgb, width, height }: RgbPicture): RgbPicture {
  const [halfWidth, halfHeight] = [width >> 1, height >> 1];
  const half = new Uint8Array(halfWidth * halfHeight * 3);
  const stride = width * 3;
  let to = 0;
  for (let row = 0; row < halfHeight; row++) {
    for (let column = 0; column < halfWidth; column++) {
      const at = row * 2 * stride + column * 6;
      for (let channel = at; channel < at + 3; channel++, to++) {
        const upper = (rgb[channel] ?? 0) + (rgb[channel + 3] ?? 0);
        const lower = (rgb[channel + stride] ?? 0) + (rgb[channel + stride + 3] ?? 0);
        half[to] = (upper + lower + 2) >> 2;
      }
    }
  }
  return { rgb: half, width: halfWidth, height: halfHeight };
}

/**
 * A picture of another size, bilinear: OpenCV's `resize` with INTER_LINEAR, bit by bit (weights of 11 bits). It does
 * not blur before it makes a picture smaller, as the reference does not. From 12 megapixels to 1280 pixels takes about 25 ms.
 *
 * @throws ParleyError `unreadable_image` where the picture or the result has no pixels.
 */
export function resizePicture(picture: RgbPicture, width: number, height: number): RgbPicture {
  if (!(picture.width > 0 && picture.height > 0 && width > 0 && height > 0)) {
    throw new ParleyError(
      'unreadable_image',
      'The picture is too narrow to be made smaller; give one less elongated.',
    );
  }
  const columns = tapsOf(picture.width, width, true);
  const rows = tapsOf(picture.height, height, false);
  const rgb = new Uint8Array(width * height * 3);
  // Two neighbouring rows, resized in width. Rows come in order: each is made once.
  let [upper, lower] = [new Int32Array(width * 3), new Int32Array(width * 3)];
  let [upperRow, lowerRow] = [-1, -1];
  for (let row = 0; row < height; row++) {
    const from = rows.index[row] ?? 0;
    const first = within(from, picture.height);
    const second = within(from + 1, picture.height);
    if (lowerRow === first && upperRow !== first) {
      [upper, lower] = [lower, upper];
      [upperRow, lowerRow] = [lowerRow, upperRow];
    }
    if (upperRow !== first) resizeRow(picture, first, columns, upper);
    if (lowerRow !== second) resizeRow(picture, second, columns, lower);
    [upperRow, lowerRow] = [first, second];
    mixRows(upper, lower, rows.near[row] ?? 0, rows.next[row] ?? 0, rgb.subarray(row * width * 3));
  }
  return { rgb, width, height };
}

function mixRows(upper: Int32Array, lower: Int32Array, near: number, next: number, into: Uint8Array): void {
  for (let at = 0; at < upper.length; at++) {
    const sum = ((near * ((upper[at] ?? 0) >> 4)) >> 16) + ((next * ((lower[at] ?? 0) >> 4)) >> 16);
    into[at] = (sum + 2) >> 2;
  }
}

function resizeRow(
  { rgb, width }: RgbPicture,
  row: number,
  { index, near, next }: Taps,
  sums: Int32Array,
): void {
  const start = row * width * 3;
  for (let column = 0, to = 0; column < index.length; column++, to += 3) {
    const at = start + (index[column] ?? 0) * 3;
    const a = near[column] ?? 0;
    const b = next[column] ?? 0;
    // At the right edge the next pixel has no weight.
    const after = b === 0 ? at : at + 3;
    sums[to] = (rgb[at] ?? 0) * a + (rgb[after] ?? 0) * b;
    sums[to + 1] = (rgb[at + 1] ?? 0) * a + (rgb[after + 1] ?? 0) * b;
    sums[to + 2] = (rgb[at + 2] ?? 0) * a + (rgb[after + 2] ?? 0) * b;
  }
}

function tapsOf(from: number, to: number, clamped: boolean): Taps {
  const scale = 1 / (to / from);
  const taps: Taps = { index: new Int32Array(to), near: new Int32Array(to), next: new Int32Array(to) };
  for (let pixel = 0; pixel < to; pixel++) {
    const place = Math.fround((pixel + 0.5) * scale - 0.5);
    let index = Math.floor(place);
    let share = Math.fround(place - index);
    if (clamped && (index < 0 || index >= from - 1)) [index, share] = [within(index, from), 0];
    taps.index[pixel] = index;
    taps.near[pixel] = roundHalfEven(Math.fround(1 - share) * one);
    taps.next[pixel] = roundHalfEven(share * one);
  }
  return taps;
}

function within(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
