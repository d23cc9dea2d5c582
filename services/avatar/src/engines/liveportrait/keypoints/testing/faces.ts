import type { FaceKeypoints, Keypoints } from '../keypoints.js';
import { keypointCount } from '../keypoints.js';

/** A face whose keypoints all lie at the origin. */
export function faceAtRest(): FaceKeypoints {
  return {
    pose: { pitch: 0, yaw: 0, roll: 0 },
    translation: new Float32Array(3),
    scale: 1,
    canonical: new Float32Array(keypointCount * 3),
    expression: new Float32Array(keypointCount * 3),
  };
}

/** Keypoints of which one is not 0. */
export function keypointAt(index: number, place: readonly [number, number, number]): Keypoints {
  const keypoints = new Float32Array(keypointCount * 3);
  keypoints.set(place, index * 3);
  return keypoints;
}
