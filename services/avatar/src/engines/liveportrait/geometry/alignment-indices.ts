import { ParleyError } from '@parley/contracts';

/** Which landmarks' means are one eye, the other eye, the lips. */
export interface AlignmentIndices {
  leftEye: readonly number[];
  rightEye: readonly number[];
  lips: readonly number[];
}

/**
 * By the count of landmarks: 5 (eyes, nose, corners of the mouth), 9 (animal faces), 68 (iBUG), 101, 106 (InsightFace),
 * 203 (LivePortrait's own), 478 (MediaPipe with irises). In the order that the reference adds them in (LivePortrait,
 * `src/utils/crop.py`; 478 is FasterLivePortrait's).
 */
const schemes: Readonly<Record<number, AlignmentIndices>> = {
  5: { leftEye: [0], rightEye: [1], lips: [3, 4] },
  9: { leftEye: [2, 3], rightEye: [0, 1], lips: [5, 6] },
  68: { leftEye: [36, 39], rightEye: [42, 45], lips: [48, 54] },
  101: { leftEye: [39, 42, 45, 48], rightEye: [51, 54, 57, 60], lips: [75, 81] },
  106: { leftEye: [33, 35, 40, 39], rightEye: [87, 89, 94, 93], lips: [52, 61] },
  203: { leftEye: [0, 6, 12, 18], rightEye: [24, 30, 36, 42], lips: [48, 66] },
  478: { leftEye: [468], rightEye: [473], lips: [14] },
};

/** @throws ParleyError `engine_failed` for a count of landmarks that no scheme has. */
export function alignmentIndices(count: number): AlignmentIndices {
  const scheme = schemes[count];
  if (scheme) return scheme;
  throw new ParleyError(
    'engine_failed',
    `A face of ${count} landmarks cannot be cropped; known counts: ${Object.keys(schemes).join(', ')}.`,
  );
}
