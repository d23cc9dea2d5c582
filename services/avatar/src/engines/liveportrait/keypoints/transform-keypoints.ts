import { ParleyError } from '@parley/contracts';
import type { RotationMatrix } from './head-pose.js';
import { rotationMatrix } from './head-pose.js';
import type { FaceKeypoints, Keypoints } from './keypoints.js';
import { keypointCount } from './keypoints.js';

/** What decides where a face's keypoints lie: a face with its head's direction as a rotation. */
export interface FacePlacement {
  canonical: Keypoints;
  expression: Keypoints;
  rotation: RotationMatrix;
  scale: number;
  /** x, y, z; z is not used. */
  translation: ArrayLike<number>;
}

/**
 * Where a face's keypoints lie in its crop: scale * (canonical * rotation + expression), moved by the translation in
 * x and y (LivePortrait, `transform_keypoint`). What the generator and the stitching take as source.
 *
 * @throws ParleyError `engine_failed` where a number is not finite.
 */
export function transformKeypoints(face: FaceKeypoints): Keypoints {
  return placeKeypoints({ ...face, rotation: rotationMatrix(face.pose) });
}

/** As `transformKeypoints`, for a rotation that no face has. */
export function placeKeypoints(face: FacePlacement): Keypoints {
  const { canonical, expression, rotation, scale, translation } = face;
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
  const [moveX, moveY] = [translation[0] ?? 0, translation[1] ?? 0];
  const placed = new Float32Array(keypointCount * 3);
  for (let at = 0; at < placed.length; at += 3) {
    const [x, y, z] = [canonical[at] ?? 0, canonical[at + 1] ?? 0, canonical[at + 2] ?? 0];
    placed[at] = scale * (x * r0 + y * r3 + z * r6 + (expression[at] ?? 0)) + moveX;
    placed[at + 1] = scale * (x * r1 + y * r4 + z * r7 + (expression[at + 1] ?? 0)) + moveY;
    placed[at + 2] = scale * (x * r2 + y * r5 + z * r8 + (expression[at + 2] ?? 0));
  }
  if (!placed.every(Number.isFinite)) {
    throw new ParleyError(
      'engine_failed',
      "A face's keypoints are not numbers; the network failed on this picture.",
    );
  }
  return placed;
}

/** Keypoints with one or more deltas added: retargeted eyes and lips, an expression. */
export function addKeypoints(keypoints: Keypoints, ...deltas: readonly Keypoints[]): Keypoints {
  return keypoints.map((value, at) => deltas.reduce((sum, delta) => sum + (delta[at] ?? 0), value));
}
