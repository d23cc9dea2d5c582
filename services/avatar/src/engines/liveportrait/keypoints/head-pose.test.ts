import { describe, expect, it } from 'vitest';
import { decodeHeadAngle, multiplyRotations, rotationMatrix, transposeRotation } from './head-pose.js';

describe('decodeHeadAngle', () => {
  it('takes the expectation over the bins', () => {
    const sure = new Float32Array(66).fill(-1000);
    sure[40] = 0;
    expect(decodeHeadAngle(sure)).toBeCloseTo(40 * 3 - 97.5, 10);
    expect(decodeHeadAngle(new Float32Array(66))).toBeCloseTo(0, 10);
    const torn = new Float32Array(66).fill(-1000);
    torn[10] = 5;
    torn[11] = 5 + Math.log(3);
    expect(decodeHeadAngle(torn)).toBeCloseTo(10.75 * 3 - 97.5, 5);
  });

  it('leaves an angle in degrees as it is', () => {
    expect(decodeHeadAngle([12.5])).toBe(12.5);
  });

  it('bears logits that no exponential bears', () => {
    const loud = new Float32Array(66);
    loud[65] = 1e30;
    expect(decodeHeadAngle(loud)).toBe(97.5);
  });

  it.each([
    ['no numbers', []],
    ['too few', [1, 2]],
    ['not a number', [Number.NaN]],
    ['infinite logits', Array.from({ length: 66 }, () => Number.POSITIVE_INFINITY)],
  ])('refuses %s', (_, output) => {
    expect(() => decodeHeadAngle(output)).toThrow(expect.objectContaining({ code: 'engine_failed' }));
  });
});

describe('rotationMatrix', () => {
  it('turns about one axis at a time', () => {
    // A quarter turn about each axis, of points that are rows.
    expectClose(rotationMatrix({ pitch: 90, yaw: 0, roll: 0 }), [1, 0, 0, 0, 0, 1, 0, -1, 0]);
    expectClose(rotationMatrix({ pitch: 0, yaw: 90, roll: 0 }), [0, 0, -1, 0, 1, 0, 1, 0, 0]);
    expectClose(rotationMatrix({ pitch: 0, yaw: 0, roll: 90 }), [0, 1, 0, -1, 0, 0, 0, 0, 1]);
  });

  it('turns about x, then y, then z', () => {
    const [pitch, yaw, roll] = [20, -35, 50];
    const steps = [
      rotationMatrix({ pitch, yaw: 0, roll: 0 }),
      rotationMatrix({ pitch: 0, yaw, roll: 0 }),
      rotationMatrix({ pitch: 0, yaw: 0, roll }),
    ] as const;
    const together = multiplyRotations(multiplyRotations(steps[0], steps[1]), steps[2]);
    expectClose(rotationMatrix({ pitch, yaw, roll }), together);
  });

  it('is undone by its transpose', () => {
    const rotation = rotationMatrix({ pitch: 12, yaw: 34, roll: 56 });
    expectClose(multiplyRotations(rotation, transposeRotation(rotation)), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
});

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 12);
}
