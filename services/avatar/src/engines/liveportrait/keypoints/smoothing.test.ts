import { describe, expect, it } from 'vitest';
import { smoothClip } from './kalman-smoother.js';

const frame = (...values: number[]): Float32Array => Float32Array.from(values);

describe('smoothClip', () => {
  it('leaves a clip that stands still, and one of a single frame', () => {
    const still = [frame(3, -4), frame(3, -4), frame(3, -4)];
    expect(smoothClip(still)).toEqual(still);
    expect(smoothClip([frame(7)])).toEqual([frame(7)]);
    expect(smoothClip([])).toEqual([]);
  });

  it('spreads a jump evenly before and after it', () => {
    const clip = [0, 0, 0, 0, 1, 0, 0, 0, 0].map((value) => frame(value));
    const found = smoothClip(clip, { observation: 1, process: 0.5 }).map(([value]) => value ?? 0);
    expect(found[4]).toBeLessThan(0.6);
    expect(found[3]).toBeCloseTo(found[5] ?? 0, 2);
    expect(found[3]).toBeGreaterThan(0.1);
  });

  it('refuses frames of different lengths', () => {
    expect(() => smoothClip([frame(1), frame(1, 2)])).toThrow(RangeError);
  });
});
