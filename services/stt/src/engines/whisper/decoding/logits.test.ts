import { describe, expect, it } from 'vitest';
import { drawIndex, indexOfLargest, largestIndices, logSumOfExponentials } from './logits.js';
import { randomNumbers } from './random-numbers.js';

const never = Number.NEGATIVE_INFINITY;
const logits = Float32Array.from([9, never, 1, 4, 4, never, 2, 9]);

describe('Logits', () => {
  it('finds the largest within a stretch', () => {
    expect(indexOfLargest(logits, 1, 7)).toBe(3);
    expect(indexOfLargest(logits, 1, 2)).toBe(-1);
    expect(largestIndices(logits, 1, 7, 3)).toEqual([3, 4, 6]);
    expect(largestIndices(logits, 1, 7, 9)).toEqual([3, 4, 6, 2]);
  });

  it('sums exponentials, of large numbers too', () => {
    expect(logSumOfExponentials(logits, 1, 7)).toBeCloseTo(
      Math.log(Math.exp(1) + 2 * Math.exp(4) + Math.exp(2)),
      6,
    );
    expect(logSumOfExponentials(logits, 1, 2)).toBe(never);
    expect(logSumOfExponentials(Float32Array.of(1e4, 1e4), 0, 2)).toBeCloseTo(1e4 + Math.log(2), 3);
  });

  it('draws by probability, the more evenly the hotter', () => {
    const next = randomNumbers(1);
    const weights = new Float64Array(3);
    const share = (temperature: number) => {
      const draws = Array.from({ length: 20_000 }, () =>
        drawIndex(Float32Array.of(7, Math.log(1), Math.log(3)), 1, 3, temperature, next(), weights),
      );
      return draws.filter((index) => index === 2).length / draws.length;
    };
    expect(share(1)).toBeCloseTo(0.75, 1);
    expect(share(0.5)).toBeCloseTo(0.9, 1);
    expect(drawIndex(logits, 1, 7, 0.01, 0.999, new Float64Array(6))).toBe(4);
  });
});
