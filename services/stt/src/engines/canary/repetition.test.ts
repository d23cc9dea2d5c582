import { describe, expect, it } from 'vitest';
import { quietestMoment } from './quietest-moment.js';
import { findRepetition, withoutRepetition } from './repetition.js';

const repeated = (unit: number[], times: number) => Array.from({ length: times }, () => unit).flat();

describe('findRepetition', () => {
  it.each([
    ['one token', [9, 8, ...repeated([1], 12)], { period: 1, times: 12 }],
    ['three tokens', [9, 8, ...repeated([1, 2, 3], 4)], { period: 3, times: 4 }],
    [
      'a sentence of 24 tokens',
      repeated(
        Array.from({ length: 24 }, (_, id) => id),
        4,
      ),
      { period: 24, times: 4 },
    ],
    ['a unit that holds a repetition', repeated([1, 1, 2], 5), { period: 3, times: 5 }],
  ])('finds %s said again and again', (_what, tokens, repetition) => {
    expect(findRepetition(tokens)).toEqual(repetition);
  });

  it.each([
    ['nothing', []],
    ['eleven times the same', repeated([1], 11)],
    ['a phrase three times', repeated([1, 2, 3, 4, 5], 3)],
    ['a loop that ended', [...repeated([1, 2, 3], 6), 4]],
  ])('lets %s pass', (_what, tokens) => {
    expect(findRepetition(tokens)).toBeUndefined();
  });

  it('keeps what is repeated once', () => {
    const tokens = [9, 8, 3, ...repeated([1, 2, 3], 4)];
    expect(withoutRepetition(tokens, { period: 3, times: 4 })).toEqual([9, 8, 3, 1, 2, 3]);
  });
});

describe('quietestMoment', () => {
  it('is where nobody speaks, not too near either end', () => {
    const samples = Float32Array.from({ length: 160_000 }, (_, index) => Math.sin(index / 5) / 2);
    samples.fill(0, 1_000, 8_000).fill(0, 90_000, 94_000);
    expect(quietestMoment(samples)).toBeGreaterThan(90_000);
    expect(quietestMoment(samples)).toBeLessThan(94_000);
    expect(quietestMoment(new Float32Array(64_000))).toBeGreaterThan(20_000);
  });
});
