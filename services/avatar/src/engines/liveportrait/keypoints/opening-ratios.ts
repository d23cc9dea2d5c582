import { ParleyError } from '@parley/contracts';
import type { Point } from '../../face-finding/landmarks.js';
import type { OpeningRatios } from '../networks/live-portrait-networks.js';

/** Landmarks of LivePortrait's own landmark model. */
export const portraitLandmarkCount = 203;

/** Keeps a ratio finite where a mouth or an eye has no width (`calculate_distance_ratio`). */
const smallestWidthPixels = 1e-6;

/** Pairs of landmarks: how far apart the lids or lips are, over how wide the eye or mouth is. */
const openings = {
  leftEye: { height: [6, 18], width: [0, 12] },
  rightEye: { height: [30, 42], width: [24, 36] },
  lips: { height: [90, 102], width: [48, 66] },
} as const;

/**
 * How far eyes and lips are open, from 203 landmarks in any unit of length (LivePortrait, `src/utils/retargeting_utils.py`).
 *
 * @throws ParleyError `engine_failed` for another count of landmarks, or where one is not finite.
 */
export function openingRatios(landmarks: readonly Point[]): OpeningRatios {
  if (landmarks.length !== portraitLandmarkCount) {
    throw new ParleyError(
      'engine_failed',
      `Opening ratios need ${portraitLandmarkCount} landmarks, not ${landmarks.length}.`,
    );
  }
  return {
    leftEye: ratio(landmarks, openings.leftEye),
    rightEye: ratio(landmarks, openings.rightEye),
    lips: ratio(landmarks, openings.lips),
  };
}

function ratio(
  landmarks: readonly Point[],
  { height, width }: { height: readonly [number, number]; width: readonly [number, number] },
): number {
  const value = distance(landmarks, height) / (distance(landmarks, width) + smallestWidthPixels);
  if (!Number.isFinite(value)) {
    throw new ParleyError(
      'engine_failed',
      'A landmark of the face is not a number; the network failed on it.',
    );
  }
  return value;
}

function distance(landmarks: readonly Point[], [from, to]: readonly [number, number]): number {
  const [a, b] = [landmarks[from], landmarks[to]];
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : Number.NaN;
}
