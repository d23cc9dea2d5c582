import { ParleyError } from '@parley/contracts';
import type { Point } from '../../face-finding/landmarks.js';

/**
 * An affine map of a plane: x' = a x + b y + c, y' = d x + e y + f, as [a, b, c, d, e, f]. Points are pixels; pixel
 * centres are whole numbers.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export function mapPoint([a, b, c, d, e, f]: Affine, [x, y]: Point): Point {
  return [a * x + b * y + c, d * x + e * y + f];
}

/** The map that does one after another. */
export function compose(first: Affine, second: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [g, h, i, j, k, l] = second;
  return [g * a + h * d, g * b + h * e, g * c + h * f + i, j * a + k * d, j * b + k * e, j * c + k * f + l];
}

/** @throws ParleyError `no_face_found` for a map that has no inverse: what it shows has no size. */
export function inverse([a, b, c, d, e, f]: Affine): Affine {
  const scale = 1 / (a * e - b * d);
  const inverted: Affine = [
    e * scale,
    -b * scale,
    -(e * scale) * c + b * scale * f,
    -d * scale,
    a * scale,
    d * scale * c - a * scale * f,
  ];
  if (!inverted.every(Number.isFinite)) {
    throw new ParleyError(
      'no_face_found',
      'The face has no size in the picture; give a picture that shows it larger.',
    );
  }
  return inverted;
}

/** The map as 32-bit floats hold it, which is how the reference keeps its crops. */
export function toFloat32([a, b, c, d, e, f]: Affine): Affine {
  return [Math.fround(a), Math.fround(b), Math.fround(c), Math.fround(d), Math.fround(e), Math.fround(f)];
}

/** From a picture to the same picture resized. */
export function resizing(
  from: { width: number; height: number },
  to: { width: number; height: number },
): Affine {
  const [x, y] = [to.width / from.width, to.height / from.height];
  return [x, 0, (x - 1) / 2, 0, y, (y - 1) / 2];
}

/** From a picture to a part of it that starts at this pixel. */
export function cropping({ left, top }: { left: number; top: number }): Affine {
  return [1, 0, -left, 0, 1, -top];
}
