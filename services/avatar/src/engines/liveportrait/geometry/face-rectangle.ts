import { ParleyError } from '@parley/contracts';
import type { Point } from '../../face-finding/landmarks.js';
import { pick } from '../../face-finding/landmarks.js';
import { alignmentIndices } from './alignment-indices.js';

/** The square around a face, turned with it. All numbers are exact in 32-bit floats. */
export interface FaceRectangle {
  center: Point;
  side: number;
  /** How far the line of the eyes is turned, clockwise, in radians. */
  angle: number;
}

/**
 * Below this the eyes and lips tell no direction (the reference's), and below this side a face is no face; in pixels.
 */
const smallestPixels = 1e-3;

/** The reference keeps landmarks and all that it makes of them in 32-bit floats; a thousand pixels out, the last bit of one moves a crop. */
const float = Math.fround;

/**
 * The square around landmarks, upright as the line from eyes to lips says.
 *
 * @param scale side of the square over the longer side of the landmarks' box.
 * @param down how far the square lies below the box's middle, as a share of its side.
 * @throws ParleyError `no_face_found` where the landmarks have no extent or are not finite, `engine_failed` for a count
 * of landmarks that has no scheme.
 */
export function faceRectangle(
  landmarks: readonly Point[],
  { scale, down }: { scale: number; down: number },
): FaceRectangle {
  const points = landmarks.map(([x, y]): Point => [float(x), float(y)]);
  const below = downwards(points);
  const right: Point = [below[1], -below[0]];
  const middle = mean(points);
  const across = extent(points, middle, right);
  const along = extent(points, middle, below);
  const box = Math.max(across.size, along.size);
  if (!(box > smallestPixels && Number.isFinite(box))) {
    throw new ParleyError(
      'no_face_found',
      'The face has no size in the picture; give a picture that shows it larger.',
    );
  }
  const side = float(box * float(scale));
  const shift = float(float(down) * side);
  const center = [0, 1].map((axis) => {
    const [x, y] = [right[axis] ?? 0, below[axis] ?? 0];
    const unshifted = float(float((middle[axis] ?? 0) + float(x * across.middle)) + float(y * along.middle));
    return float(unshifted + float(y * shift));
  });
  // From the cosine alone, as the reference does: in 32-bit floats cosine and sine do not agree on the angle.
  const angle = right[1] < 0 ? -Math.acos(right[0]) : Math.acos(right[0]);
  return { center: [center[0] ?? 0, center[1] ?? 0], side, angle };
}

/** From the eyes to the lips; a unit vector. */
function downwards(points: readonly Point[]): Point {
  const { leftEye, rightEye, lips } = alignmentIndices(points.length);
  const of = (indices: readonly number[]): Point => mean(pick(points, indices));
  const eyes = mean([of(leftEye), of(rightEye)]);
  const mouth = of(lips);
  const [x, y] = [float(mouth[0] - eyes[0]), float(mouth[1] - eyes[1])];
  const length = float(Math.sqrt(float(float(x * x) + float(y * y))));
  return length <= smallestPixels ? [0, 1] : [float(x / length), float(y / length)];
}

/** Where points lie along a direction, seen from an origin. */
function extent(points: readonly Point[], [x, y]: Point, [dx, dy]: Point): { middle: number; size: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const point of points) {
    // A fused multiply-add, as the reference's matrix product has.
    const place = float(float(float(point[0] - x) * dx) + float(point[1] - y) * dy);
    least = Math.min(least, place);
    most = Math.max(most, place);
  }
  return { middle: float(float(least + most) / 2), size: float(most - least) };
}

function mean(points: readonly Point[]): Point {
  let [x, y] = [0, 0];
  for (const point of points) [x, y] = [float(x + point[0]), float(y + point[1])];
  return [float(x / points.length), float(y / points.length)];
}
