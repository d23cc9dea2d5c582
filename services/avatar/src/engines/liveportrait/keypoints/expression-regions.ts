import type { Keypoints } from './keypoints.js';
import { keypointCount } from './keypoints.js';

/** Which part of a driving face's motion is taken over. */
export type MotionRegion = 'all' | 'expression' | 'pose' | 'lips' | 'eyes';

/** Numbers of a `Keypoints` array. */
type Region = readonly number[];

const whole = (keypoints: readonly number[]): Region =>
  keypoints.flatMap((index) => [0, 1, 2].map((axis) => index * 3 + axis));

const lips = whole([6, 12, 14, 17, 19, 20]);
const eyes = whole([11, 13, 15, 16, 18]);
const all = Array.from({ length: keypointCount * 3 }, (_, at) => at);
/** What of an expression belongs to the face's muscles rather than to its shape: y of 3 and 4, z of 5 and 8, y and z of 9. */
const muscles = [
  ...whole([1, 2, 6, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]),
  ...[3, 4].map((index) => index * 3 + 1),
  ...[5, 8].map((index) => index * 3 + 2),
  ...[1, 2].map((axis) => 9 * 3 + axis),
];

/** What of a driving expression is taken over (LivePortrait, `src/live_portrait_pipeline.py`, `animation_region`). */
export const expressionRegions: Record<'relative' | 'absolute', Record<MotionRegion, Region>> = {
  relative: { all, expression: all, pose: [], lips, eyes },
  absolute: { all: muscles, expression: muscles, pose: [], lips, eyes },
};

export function copyRegion(into: Keypoints, from: Keypoints, region: Region): void {
  for (const at of region) into[at] = from[at] ?? 0;
}
