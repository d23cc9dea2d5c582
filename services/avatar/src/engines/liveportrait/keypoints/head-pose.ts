import { ParleyError } from '@parley/contracts';
import type { HeadPose } from './keypoints.js';

/** Bins of the head-pose classifier. */
const poseBins = 66;
/** Degrees that a bin is wide. */
const binDegrees = 3;
/** Degrees of bin 0 (LivePortrait, `src/utils/camera.py`: 97.5, not the 99 of Hopenet). */
const firstBinDegrees = -97.5;

/** A rotation, row by row. Points are rows: a point turns as `point * rotation` (`src/utils/camera.py`). */
// prettier-ignore
export type RotationMatrix = readonly [
  number, number, number,
  number, number, number,
  number, number, number,
];

/**
 * An angle in degrees, from what a motion extractor says about it: 66 logits, of which the expectation is taken, or
 * the angle itself (facefusion's export).
 *
 * @throws ParleyError `engine_failed` for another count of numbers, or where they are not finite.
 */
export function decodeHeadAngle(output: ArrayLike<number>): number {
  const values = Array.from(output);
  if (values.length !== 1 && values.length !== poseBins) {
    throw new ParleyError(
      'engine_failed',
      `The motion extractor gives ${values.length} numbers for an angle; ${poseBins} logits or 1 angle are known.`,
    );
  }
  const degrees = values.length === 1 ? (values[0] ?? Number.NaN) : expectedDegrees(values);
  if (!Number.isFinite(degrees)) {
    throw new ParleyError('engine_failed', 'The motion extractor gives an angle that is not a number.');
  }
  return degrees;
}

function expectedDegrees(logits: readonly number[]): number {
  const largest = Math.max(...logits);
  let total = 0;
  let weighted = 0;
  for (const [bin, logit] of logits.entries()) {
    const share = Math.exp(logit - largest);
    total += share;
    weighted += share * bin;
  }
  return (weighted / total) * binDegrees + firstBinDegrees;
}

/** The rotation of a head: the transpose of Rz * Ry * Rx, with pitch about x, yaw about y, roll about z. */
export function rotationMatrix({ pitch, yaw, roll }: HeadPose): RotationMatrix {
  const [cx, sx] = cosineAndSine(pitch);
  const [cy, sy] = cosineAndSine(yaw);
  const [cz, sz] = cosineAndSine(roll);
  // prettier-ignore
  return [
    cz * cy, sz * cy, -sy,
    cz * sy * sx - sz * cx, sz * sy * sx + cz * cx, cy * sx,
    cz * sy * cx + sz * sx, sz * sy * cx - cz * sx, cy * cx,
  ];
}

function cosineAndSine(degrees: number): [number, number] {
  const radians = (degrees / 180) * Math.PI;
  return [Math.cos(radians), Math.sin(radians)];
}

/** One rotation after another, for points that are rows. */
export function multiplyRotations(a: RotationMatrix, b: RotationMatrix): RotationMatrix {
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8] = b;
  // prettier-ignore
  return [
    a0 * b0 + a1 * b3 + a2 * b6, a0 * b1 + a1 * b4 + a2 * b7, a0 * b2 + a1 * b5 + a2 * b8,
    a3 * b0 + a4 * b3 + a5 * b6, a3 * b1 + a4 * b4 + a5 * b7, a3 * b2 + a4 * b5 + a5 * b8,
    a6 * b0 + a7 * b3 + a8 * b6, a6 * b1 + a7 * b4 + a8 * b7, a6 * b2 + a7 * b5 + a8 * b8,
  ];
}

/** The inverse of a rotation. */
export function transposeRotation([a, b, c, d, e, f, g, h, i]: RotationMatrix): RotationMatrix {
  return [a, d, g, b, e, h, c, f, i];
}
