import { ParleyError } from '@parley/contracts';
import type { RgbPicture } from '../../picture/picture.js';

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

/**
 * A picture as LivePortrait takes a source: its longer side at most 1280, both sides even (cut at the right and the
 * bottom). A picture one pixel wide or high stays as it is.
 */
export function prepareSource(picture: RgbPicture): RgbPicture {
  const { width, height } = picture;
  const longest = Math.max(width, height);
  const share = longestSourceSide / longest;
  const small =
    longest <= longestSourceSide
      ? picture
      : height > width
        ? resizePicture(picture, Math.floor(width * share), longestSourceSide)
        : resizePicture(picture, longestSourceSide, Math.floor(height * share));
  return evenSides(small);
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
 * not blur before it makes a picture smaller, as the reference does not.
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
  // Two neighbouring rows, resized in width; rows come in order, so that each is made once.
  let upper = { row: -1, sums: new Int32Array(width * 3) };
  let lower = { row: -1, sums: new Int32Array(width * 3) };
  for (let row = 0; row < height; row++) {
    const from = rows.index[row] ?? 0;
    const [first, second] = [within(from, picture.height), within(from + 1, picture.height)];
    if (lower.row === first) [upper, lower] = [lower, upper];
    if (upper.row !== first) resizeRow(picture, first, columns, (upper = { ...upper, row: first }).sums);
    if (lower.row !== second) resizeRow(picture, second, columns, (lower = { ...lower, row: second }).sums);
    const [near, next] = [rows.near[row] ?? 0, rows.next[row] ?? 0];
    for (let at = 0, to = row * width * 3; at < width * 3; at++, to++) {
      const sum =
        ((near * ((upper.sums[at] ?? 0) >> 4)) >> 16) + ((next * ((lower.sums[at] ?? 0) >> 4)) >> 16);
      rgb[to] = (sum + 2) >> 2;
    }
  }
  return { rgb, width, height };
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
    const [a, b] = [near[column] ?? 0, next[column] ?? 0];
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
