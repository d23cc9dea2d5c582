import { describe, expect, it } from 'vitest';
import { smoothClip } from './kalman-smoother.js';
import { OneEuroFilter } from './one-euro-filter.js';

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

describe('OneEuroFilter', () => {
  it('lets the first frame through, and changes none that it is given', () => {
    const filter = new OneEuroFilter();
    const [first, second] = [frame(1, 2), frame(5, 2)];
    expect(filter.next(first)).toEqual(first);
    filter.next(second);
    expect([first, second]).toEqual([frame(1, 2), frame(5, 2)]);
  });

  it('takes as much of a new value as its cut-off says', () => {
    const filter = new OneEuroFilter({ frequency: 2 * Math.PI, smallestCutoff: 1, speedCoefficient: 0 });
    filter.next(frame(0));
    // The time constant is 1 / (2 pi), a frame lasts as long: half is taken.
    expect(filter.next(frame(8))[0]).toBeCloseTo(4, 6);
    expect(filter.next(frame(8))[0]).toBeCloseTo(6, 6);
  });

  it('lags less behind fast motion', () => {
    const behind = (step: number): number => {
      const filter = new OneEuroFilter();
      filter.next(frame(0));
      return 1 - (filter.next(frame(step))[0] ?? 0) / step;
    };
    expect(behind(10)).toBeLessThan(behind(0.001) / 2);
  });

  it('refuses a frame of another length', () => {
    const filter = new OneEuroFilter();
    filter.next(frame(1, 2));
    expect(() => filter.next(frame(1))).toThrow(RangeError);
  });
});
