import { convexHullVolume } from './convex-hull.js';
import type { Keypoints } from './keypoints.js';

/**
 * How much larger the source face is than the face that the motion starts from: the square root of the ratio of the
 * volumes that their keypoints span (LivePortrait, `calc_motion_multiplier`). The reference gives it the first frame
 * after transfer, which for relative motion is the source face itself: the result is then 1 but for rounding.
 * Keypoints that span no volume have no ratio: 1.
 */
export function motionMultiplier(source: Keypoints, first: Keypoints): number {
  const ratio = convexHullVolume(source) / convexHullVolume(first);
  return Number.isFinite(ratio) && ratio > 0 ? Math.sqrt(ratio) : 1;
}
