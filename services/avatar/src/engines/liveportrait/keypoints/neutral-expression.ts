import type { Keypoints } from './keypoints.js';
import { keypointCount } from './keypoints.js';

/**
 * Mean expression of a face at rest: what a single driving picture is compared with, since it has no first frame
 * (LivePortrait, `resources/lip_array.pkl`). Only the seven largest figures of that table are known here; the others
 * are below 0.0012 in size and taken as 0, which moves a keypoint by less than half a pixel of the face's 512.
 */
const knownFigures: readonly { keypoint: number; axis: 0 | 1 | 2; value: number }[] = [
  { keypoint: 7, axis: 1, value: 0.0026 },
  { keypoint: 14, axis: 1, value: -0.0018 },
  { keypoint: 17, axis: 1, value: -0.0012 },
  { keypoint: 19, axis: 1, value: -0.0151 },
  { keypoint: 19, axis: 2, value: -0.0025 },
  { keypoint: 20, axis: 1, value: 0.0056 },
  { keypoint: 20, axis: 2, value: 0.0027 },
];

export const neutralExpression: Keypoints = neutralTable();

function neutralTable(): Keypoints {
  const table = new Float32Array(keypointCount * 3);
  for (const { keypoint, axis, value } of knownFigures) table[keypoint * 3 + axis] = value;
  return table;
}
