import { describe, expect, it } from 'vitest';
import { SpeechFinder } from './speech-finder.js';

const window = 512;
const padding = 6_400;
const longest = 30 * 16_000;

/** Scores in runs: so many windows of each. */
const runs = (...each: [score: number, windows: number][]) =>
  each.flatMap(([score, windows]) => Array.from({ length: windows }, () => score));

function find(scores: readonly number[], maxSamples = longest) {
  const finder = new SpeechFinder(maxSamples);
  const found = scores.flatMap((score) => finder.push(score));
  return [...found, ...finder.flush(scores.length * window)];
}

describe('speech in voice-activity scores', () => {
  it('is padded by 400 ms on either side', () => {
    expect(find(runs([0, 50], [0.9, 40], [0, 50]))).toEqual([
      { start: 50 * window - padding, end: 90 * window + padding },
    ]);
  });

  it('does not reach over the ends of the recording', () => {
    expect(find(runs([0, 2], [0.9, 40], [0, 3]))).toEqual([{ start: 0, end: 45 * window }]);
    expect(find(runs([0.9, 40]))).toEqual([{ start: 0, end: 40 * window }]);
  });

  it('is not interrupted by a silence under 160 ms, nor by scores between 0.35 and 0.5', () => {
    expect(find(runs([0.9, 30], [0, 4], [0.9, 30], [0.4, 20], [0.9, 30], [0, 60])).length).toBe(1);
    expect(find(runs([0.9, 30], [0, 5], [0.9, 30], [0, 60])).length).toBe(2);
    expect(find(runs([0.4, 90]))).toEqual([]);
  });

  it('shares the silence between two stretches that are near', () => {
    const [first, second] = find(runs([0.9, 40], [0, 9], [0.9, 40], [0, 60]));
    expect(first?.end).toBe(second?.start);
    expect(first?.end).toBe(40 * window + Math.floor((9 * window) / 2));
  });

  it('is cut in its last longer pause where it is too long', () => {
    const scores = runs([0.9, 300], [0, 4], [0.9, 250], [0, 4], [0.9, 600], [0, 60]);
    const found = find(scores);
    expect(found[0]).toEqual({ start: 0, end: 554 * window + 2 * window });
    expect(found[1]?.start).toBe(found[0]?.end);
    for (const { start, end } of found) expect(end - start).toBeLessThanOrEqual(longest);
  });

  it('is cut at its quietest place where it has no pause, and nothing is left out', () => {
    const scores = runs([0.9, 700], [0.6, 1], [0.9, 2_000], [0, 60]);
    const found = find(scores);
    expect(found.length).toBeGreaterThan(2);
    expect(found[0]).toEqual({ start: 0, end: 700 * window });
    found.slice(1).forEach(({ start }, index) => expect(start).toBe(found[index]?.end));
    expect(found.at(-1)?.end).toBe(2_701 * window + padding);
  });

  it('holds for any scores: in order, none too long, and every window from 0.5 on is inside', () => {
    let seed = 7;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 60; round++) {
      const maxSamples = Math.round((3 + random() * 27) * 16_000);
      const scores: number[] = [];
      while (scores.length < 3_000) scores.push(...runs([random() ** 0.5, Math.ceil(random() * 20)]));
      const found = find(scores, maxSamples);
      let before = 0;
      for (const { start, end } of found) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThan(start);
        expect(end - start).toBeLessThanOrEqual(maxSamples);
        before = end;
      }
      const covers = (sample: number) => found.some(({ start, end }) => start <= sample && sample < end);
      const missed = scores.filter((score, index) => score >= 0.5 && !covers(index * window + window / 2));
      expect(missed).toEqual([]);
    }
  });
});
