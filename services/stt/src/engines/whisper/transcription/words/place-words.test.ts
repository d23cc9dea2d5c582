import { describe, expect, it } from 'vitest';
import type { TimedWord } from '../segments.js';
import { placeWords } from './place-words.js';
import { mergePunctuation } from './punctuation.js';

const endOfText = 50;
let nextToken = 0;
const word = (text: string, startMs: number, endMs: number): TimedWord => ({
  word: text,
  tokens: [nextToken++ % endOfText],
  startMs,
  endMs,
  probability: 1,
});
const texts = (words: readonly TimedWord[]) => words.map((each) => each.word);

describe('punctuation', () => {
  it('goes to the word that it belongs to, with its tokens, and leaves that word its times', () => {
    const merged = mergePunctuation([
      word(' "', 0, 10),
      word('Well', 10, 20),
      word(',', 20, 30),
      word(' she', 30, 40),
      word('?', 40, 50),
      word('"', 50, 60),
      word(' -', 60, 70),
    ]);
    expect(texts(merged)).toEqual([' "Well,', ' she?"', ' -']);
    expect(merged[0]).toMatchObject({ startMs: 10, endMs: 20 });
    expect(merged.map(({ tokens }) => tokens.length)).toEqual([3, 3, 1]);
  });
});

describe("a window's words", () => {
  const place = (words: TimedWord[], segments: [number, number, number][], lastSpeechMs = 0) => {
    const tokens = words.flatMap((each) => each.tokens);
    let first = 0;
    const cut = segments.map(([startMs, endMs, count]) => {
      const own = tokens.slice(first, (first += count));
      return { startMs, endMs, tokens: [endOfText, ...own, endOfText] };
    });
    return placeWords(cut, words, lastSpeechMs, endOfText);
  };

  it('go to their segments, whose times become theirs', () => {
    const words = [word(' a', 100, 300), word(' b', 300, 500), word(' c', 500, 700)];
    const placed = place(words, [
      [0, 600, 2],
      [600, 800, 1],
    ]);
    expect(placed.map((segment) => texts(segment.words ?? []))).toEqual([[' a', ' b'], [' c']]);
    expect(placed.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [100, 500],
      [500, 700],
    ]);
  });

  it('do not fill the pause at the end of a sentence', () => {
    const words = [word(' a', 0, 200), word('.', 200, 400), word(' b', 400, 3_000), word(' c', 3_000, 3_200)];
    const [segment] = place(words, [[0, 3_200, 4]]);
    expect(segment?.words?.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 200],
      [2_600, 3_000],
      [3_000, 3_200],
    ]);
  });

  it('do not fill the pause before the first', () => {
    const words = [word(' a', 0, 5_000), word(' b', 5_000, 5_200), word(' c', 5_200, 5_400)];
    const [segment] = place(words, [[4_000, 5_400, 3]]);
    expect(segment).toMatchObject({ startMs: 4_600, words: [{ startMs: 4_600, endMs: 5_000 }, {}, {}] });
  });

  it('do not reach far beyond the timestamps of their segment', () => {
    const words = [word(' a', 0, 1_000), word(' b', 1_000, 1_300), word(' c', 1_300, 2_300)];
    const [segment] = place(words, [[600, 1_500, 3]], 900);
    expect(segment).toMatchObject({
      startMs: 600,
      endMs: 1_500,
      words: [{ startMs: 300, endMs: 1_000 }, {}, { startMs: 1_300, endMs: 2_000 }],
    });
  });
});
