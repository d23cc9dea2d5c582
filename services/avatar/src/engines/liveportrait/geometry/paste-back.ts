import type { RgbPicture } from '../../picture/picture.js';
import { generatedSide } from '../networks/live-portrait-networks.js';
import type { Affine } from './affine.js';
import { mapPoint } from './affine.js';
import type { PixelWindow } from './warp-affine.js';
import { warpAffine } from './warp-affine.js';

/** Pixels over which a drawn face fades into its picture. */
const fadePixels = 16;

/** The place of a drawn face in a picture: made once, used for every frame. Holds the picture, and a byte for each pixel of the face's box. */
export interface PastePlace {
  picture: RgbPicture;
  /** From the drawn face to the picture. */
  toPicture: Affine;
  /** What of the picture the face touches. */
  box: PixelWindow;
  /** How much of each pixel of the box is the drawn face, 0 to 255. */
  mask: Uint8Array;
}

/**
 * Prepares to paste drawn faces into a picture.
 *
 * @param toPicture from the drawn face (512 x 512) to this picture; a face that lies outside touches nothing.
 * @throws ParleyError `no_face_found` where the map has no inverse.
 */
export function preparePaste(picture: RgbPicture, toPicture: Affine): PastePlace {
  const box = touchedBox(picture, toPicture);
  const warped = warpAffine(fadeMask, toPicture, box).rgb;
  const mask = new Uint8Array(box.width * box.height);
  for (let at = 0; at < mask.length; at++) mask[at] = warped[at * 3] ?? 0;
  return { picture, toPicture, box, mask };
}

/**
 * The picture with a drawn face in its place; the picture itself is not changed. Equal to LivePortrait's `paste_back`,
 * its 32-bit sums and its truncation included. A face of 370 x 370 pixels in 1280 x 1024 takes about 3 ms.
 *
 * @param face bytes RGB of 512 x 512.
 */
export function pasteFace(face: Uint8Array, { picture, toPicture, box, mask }: PastePlace): RgbPicture {
  const drawn = warpAffine({ rgb: face, width: generatedSide, height: generatedSide }, toPicture, box).rgb;
  const rgb = picture.rgb.slice();
  for (let row = 0, at = 0; row < box.height; row++) {
    let to = ((box.top + row) * picture.width + box.left) * 3;
    for (let column = 0; column < box.width; column++, at++, to += 3) {
      const share = mask[at] ?? 0;
      if (share === 0) continue;
      const from = at * 3;
      if (share === 255) {
        rgb[to] = drawn[from] ?? 0;
        rgb[to + 1] = drawn[from + 1] ?? 0;
        rgb[to + 2] = drawn[from + 2] ?? 0;
      } else {
        rgb[to] = blend(drawn[from] ?? 0, rgb[to] ?? 0, share);
        rgb[to + 1] = blend(drawn[from + 1] ?? 0, rgb[to + 1] ?? 0, share);
        rgb[to + 2] = blend(drawn[from + 2] ?? 0, rgb[to + 2] ?? 0, share);
      }
    }
  }
  return { rgb, width: picture.width, height: picture.height };
}

/** In 32-bit floats, step by step, and cut to a whole number: the result of rounding otherwise is at times one less. */
function blend(drawn: number, original: number, share: number): number {
  const part = shares[share] ?? 0;
  const rest = rests[share] ?? 0;
  return Math.trunc(Math.fround(Math.fround(part * drawn) + Math.fround(rest * original)));
}

const shares = Float32Array.from({ length: 256 }, (_, share) => share / 255);
const rests = shares.map((share) => 1 - share);

/**
 * How much of each pixel of a drawn face is used: all of it but for a margin of 16 pixels. Gives LivePortrait's
 * `mask_template.png` exactly.
 */
const fadeMask: RgbPicture = drawFadeMask();

function drawFadeMask(): RgbPicture {
  const rgb = new Uint8Array(generatedSide * generatedSide * 3);
  const outside = (at: number): number =>
    Math.max(0, fadePixels - at, at - (generatedSide - fadePixels)) / fadePixels;
  for (let y = 0; y < generatedSide; y++) {
    for (let x = 0; x < generatedSide; x++) {
      const share = Math.max(0, 1 - Math.hypot(outside(x), outside(y)));
      rgb.fill(Math.floor(255 * share), (y * generatedSide + x) * 3, (y * generatedSide + x) * 3 + 3);
    }
  }
  return { rgb, width: generatedSide, height: generatedSide };
}

/** The smallest window that holds all pixels that take anything from the face; empty where there are none. */
function touchedBox({ width, height }: RgbPicture, toPicture: Affine): PixelWindow {
  // A pixel takes from up to one pixel beyond the face's edge.
  const [from, to] = [-1, generatedSide];
  const corners = [
    mapPoint(toPicture, [from, from]),
    mapPoint(toPicture, [to, from]),
    mapPoint(toPicture, [from, to]),
    mapPoint(toPicture, [to, to]),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const inside = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const left = inside(Math.floor(Math.min(...xs)), width);
  const top = inside(Math.floor(Math.min(...ys)), height);
  return {
    left,
    top,
    width: inside(Math.ceil(Math.max(...xs)) + 1, width) - left,
    height: inside(Math.ceil(Math.max(...ys)) + 1, height) - top,
  };
}
