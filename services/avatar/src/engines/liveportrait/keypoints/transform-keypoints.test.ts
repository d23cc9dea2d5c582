import { describe, expect, it } from 'vitest';
import type { FaceKeypoints } from './keypoints.js';
import { keypointCount } from './keypoints.js';
import { faceAtRest, keypointAt } from './testing/faces.js';
import { addKeypoints, transformKeypoints } from './transform-keypoints.js';

const face: FaceKeypoints = {
  ...faceAtRest(),
  scale: 2,
  translation: Float32Array.from([0.5, -0.25, 9]),
  canonical: keypointAt(3, [1, 2, 3]),
  expression: keypointAt(3, [0.25, 0.5, 0.75]),
};

describe('transformKeypoints', () => {
  it('adds the expression, scales, and moves in x and y only', () => {
    const placed = transformKeypoints(face);
    // 2 * (1 + 0.25) + 0.5, 2 * (2 + 0.5) - 0.25, 2 * (3 + 0.75)
    expect([...placed.subarray(9, 12)]).toEqual([3, 4.75, 7.5]);
    expect([...placed.subarray(0, 3)]).toEqual([0.5, -0.25, 0]);
  });

  it('turns the face, and not its expression', () => {
    const placed = transformKeypoints({ ...face, pose: { pitch: 0, yaw: 0, roll: 90 } });
    // A quarter turn takes (1, 2, 3) to (-2, 1, 3).
    expect([...placed.subarray(9, 12)]).toEqual([2 * (-2 + 0.25) + 0.5, 2 * (1 + 0.5) - 0.25, 7.5]);
  });

  it.each([
    ['scale', { scale: Number.NaN }],
    ['pose', { pose: { pitch: Number.POSITIVE_INFINITY, yaw: 0, roll: 0 } }],
    ['keypoint', { canonical: keypointAt(0, [Number.NaN, 0, 0]) }],
    ['translation', { translation: Float32Array.from([Number.NaN, 0, 0]) }],
  ])('refuses a %s that is not a number', (_, wrong) => {
    expect(() => transformKeypoints({ ...face, ...wrong })).toThrow(
      expect.objectContaining({ code: 'engine_failed' }),
    );
  });
});

describe('addKeypoints', () => {
  it('adds any count of deltas, and changes none', () => {
    const [a, b] = [keypointAt(1, [1, 2, 3]), keypointAt(1, [10, 20, 30])];
    expect([...addKeypoints(a, b, b).subarray(3, 6)]).toEqual([21, 42, 63]);
    expect(addKeypoints(a)).toEqual(a);
    expect([...a.subarray(3, 6)]).toEqual([1, 2, 3]);
    expect(addKeypoints(a, b)).toHaveLength(keypointCount * 3);
  });
});
