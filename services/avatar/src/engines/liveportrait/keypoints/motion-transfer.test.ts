import { describe, expect, it } from 'vitest';
import type { FaceKeypoints } from './keypoints.js';
import { keypointCount } from './keypoints.js';
import type { MotionRegion } from './expression-regions.js';
import { MotionTransfer, defaultMotionTransfer, multiplyMotion, transferPicture } from './motion-transfer.js';
import { neutralExpression } from './neutral-expression.js';
import { faceAtRest, keypointAt } from './testing/faces.js';
import { transformKeypoints } from './transform-keypoints.js';

const source: FaceKeypoints = { ...someFace(1), pose: { pitch: 5, yaw: -10, roll: 3 }, scale: 1.4 };
const driving: FaceKeypoints = { ...someFace(2), pose: { pitch: -2, yaw: 20, roll: 0 }, scale: 1.1 };
const regions: MotionRegion[] = ['all', 'expression', 'pose', 'lips', 'eyes'];

describe('MotionTransfer', () => {
  it.each(regions)('leaves the source as it is while nothing moves: %s', (region) => {
    const motion = new MotionTransfer(source, { ...defaultMotionTransfer, region });
    for (const frame of [motion.next(driving), motion.next(driving)]) {
      for (const [at, value] of motion.sourceKeypoints.entries()) expect(frame[at]).toBeCloseTo(value, 5);
    }
  });

  it('takes over how the driving face turns, and not how it looks', () => {
    const motion = new MotionTransfer(source);
    motion.next(driving);
    const turned = { ...driving, pose: { ...driving.pose, pitch: -2, yaw: 20, roll: 30 } };
    const found = motion.next(turned);
    expect(found).not.toEqual(motion.sourceKeypoints);
    expect(found[0]).not.toBeCloseTo(transformKeypoints(turned)[0] ?? 0, 3);
  });

  it.each([
    ['lips', [6, 12, 14, 17, 19, 20]],
    ['eyes', [11, 13, 15, 16, 18]],
    ['pose', []],
  ] as const)('moves only what belongs to it: %s', (region, moved) => {
    const motion = new MotionTransfer(source, { ...defaultMotionTransfer, region });
    motion.next(driving);
    const all = driving.expression.map((value) => value + 0.1);
    const found = motion.next({ ...driving, expression: all });
    for (let index = 0; index < keypointCount; index++) {
      const x = found[index * 3] ?? 0;
      const rest = motion.sourceKeypoints[index * 3] ?? 0;
      // The expression is scaled with the face.
      expect(x - rest).toBeCloseTo(moved.some((one) => one === index) ? 0.14 : 0, 5);
    }
  });

  it('gives the driving pose where it is absolute', () => {
    const motion = new MotionTransfer(source, { mode: 'absolute', region: 'pose', option: 'pose-friendly' });
    const wanted = transformKeypoints({ ...source, pose: driving.pose, translation: driving.translation });
    expect(motion.next(driving)).toEqual(wanted);
  });

  it('refuses motion that starts from a face of no size', () => {
    const motion = new MotionTransfer(source);
    expect(() => motion.next({ ...driving, scale: 0 })).toThrow(
      expect.objectContaining({ code: 'engine_failed' }),
    );
  });
});

describe('transferPicture', () => {
  it('leaves the source as it is for a face at rest', () => {
    const resting = { ...driving, expression: neutralExpression };
    expect(transferPicture(source, resting)).toEqual(transformKeypoints(source));
  });

  it('knows seven figures of the table of a face at rest', () => {
    expect(neutralExpression.filter((value) => value !== 0)).toHaveLength(7);
    expect(neutralExpression[19 * 3 + 1]).toBeCloseTo(-0.0151, 7);
  });
});

describe('multiplyMotion', () => {
  it('makes motion larger or smaller', () => {
    const [still, moved] = [keypointAt(0, [1, 1, 1]), keypointAt(0, [2, 3, 1])];
    expect([...multiplyMotion(still, moved, 0.5).subarray(0, 3)]).toEqual([1.5, 2, 1]);
    expect(multiplyMotion(still, moved, 1)).toEqual(moved);
    expect(multiplyMotion(still, moved, 0)).toEqual(still);
  });
});

/** A face of numbers that differ from each other. */
function someFace(seed: number): FaceKeypoints {
  const wave = (size: number) => (_: number, at: number) => size * Math.sin(seed * 10 + at);
  return {
    ...faceAtRest(),
    translation: Float32Array.from([0.1 * seed, -0.2, 0]),
    canonical: new Float32Array(keypointCount * 3).map(wave(0.5)),
    expression: new Float32Array(keypointCount * 3).map(wave(0.02)),
  };
}
