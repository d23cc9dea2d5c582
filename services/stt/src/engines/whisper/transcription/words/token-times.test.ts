import { describe, expect, it } from 'vitest';
import { firstColumns } from './dynamic-time-warping.js';
import { medianFilter } from './median-filter.js';
import { findTokenTimes } from './token-times.js';

describe('the median filter', () => {
  it('takes out what stands alone, and mirrors rows at their ends', () => {
    const rows = Float32Array.of(9, 1, 2, 3, 4, 0, 0, 5, 0, 0);
    // scipy.signal.medfilt on each row, padded by reflection.
    expect([...medianFilter(rows, 5, 3)]).toEqual([1, 2, 2, 3, 3, 0, 0, 0, 0, 0]);
  });

  it('leaves rows alone that are no longer than half its width', () => {
    expect([...medianFilter(Float32Array.of(3, 1, 2), 3, 7)]).toEqual([3, 1, 2]);
  });
});

describe('dynamic time warping', () => {
  it('finds the cheapest way', () => {
    const costs = Float32Array.of(0, 9, 9, 9, 9, 0, 0, 9, 9, 9, 9, 0);
    expect([...firstColumns(costs, 3, 4)]).toEqual([0, 1, 3]);
  });

  it('goes along the columns where ways cost the same, as openai/whisper', () => {
    expect([...firstColumns(new Float32Array(6), 2, 3)]).toEqual([0, 0]);
  });
});

describe('the times of tokens', () => {
  const audioPositions = 40;
  /** Two heads that look at one place for each token, one of them with an eye on the last position too. */
  function attentionAt(places: readonly number[]) {
    const attention = new Float32Array(2 * places.length * audioPositions).fill(0.001);
    for (let head = 0; head < 2; head++) {
      places.forEach((place, token) => {
        const row = (head * places.length + token) * audioPositions;
        for (let i = place; i < place + 5; i++) attention[row + i] = 0.2;
        if (head === 1) attention[row + audioPositions - 1] = 5;
      });
    }
    return { attention, heads: 2, tokens: places.length, audioPositions };
  }

  it('are where their attention lies', () => {
    const cross = attentionAt([0, 0, 5, 10, 15, 20]);
    expect(findTokenTimes(cross, 30, 1, 6)).toEqual([0, 100, 200, 300, 400]);
  });

  it('are none where there is no audio or no token', () => {
    const cross = attentionAt([0, 0, 5]);
    expect(findTokenTimes(cross, 0, 1, 3)).toEqual([]);
    expect(findTokenTimes(cross, 30, 3, 3)).toEqual([]);
  });
});
