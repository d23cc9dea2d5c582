import { describe, expect, it } from 'vitest';
import { cutIntoSegments, speechEndMs } from './segments.js';

const begin = 100;
/** A timestamp token by its milliseconds. */
const at = (ms: number) => begin + ms / 20;
const [a, b, c] = [1, 2, 3];
const window = { seekFrames: 500, lengthFrames: 3_000 };

describe('cutting a window into segments', () => {
  it.each([
    {
      what: 'at pairs of timestamps, and up to the last where the text goes on',
      tokens: [at(0), a, at(2_000), at(2_200), b, at(4_000), at(4_000), c],
      times: [
        [5_000, 7_000],
        [7_200, 9_000],
      ],
      next: 900,
      endsInSilence: false,
    },
    {
      what: 'and at a lone last timestamp, after which nothing is said',
      tokens: [at(0), a, at(2_000), at(2_200), b, at(4_000)],
      times: [
        [5_000, 7_000],
        [7_200, 9_000],
      ],
      next: 3_500,
      endsInSilence: true,
    },
    {
      what: 'not where there is no pair: up to the last timestamp',
      tokens: [at(400), a, b, at(3_000)],
      times: [[5_000, 8_000]],
      next: 3_500,
      endsInSilence: true,
    },
    {
      what: 'not where there is none: up to the end',
      tokens: [at(0), a, b],
      times: [[5_000, 35_000]],
      next: 3_500,
      endsInSilence: false,
    },
    {
      what: 'not where nothing is said',
      tokens: [],
      times: [[5_000, 35_000]],
      next: 3_500,
      endsInSilence: false,
    },
    {
      what: 'at a pair at the end',
      tokens: [at(0), a, at(2_000), at(2_000)],
      times: [[5_000, 7_000]],
      next: 700,
      endsInSilence: false,
    },
  ])('$what', ({ tokens, times, next, endsInSilence }) => {
    const cut = cutIntoSegments(tokens, window, begin);
    expect(cut.segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(times);
    expect(cut).toMatchObject({ nextSeekFrames: next, endsInSilence });
    const tokenCount = cut.segments.reduce((sum, segment) => sum + segment.tokens.length, 0);
    expect(tokens.slice(0, tokenCount)).toEqual(cut.segments.flatMap((segment) => segment.tokens));
  });

  it('ends speech with the last word, or the last segment where no word is known', () => {
    const segment = { startMs: 0, endMs: 900, tokens: [] };
    const words = [{ word: ' a', tokens: [a], startMs: 0, endMs: 700, probability: 1 }];
    expect(speechEndMs([])).toBeUndefined();
    expect(speechEndMs([segment])).toBe(900);
    expect(
      speechEndMs([
        { ...segment, words },
        { ...segment, words: [] },
      ]),
    ).toBe(700);
  });
});
