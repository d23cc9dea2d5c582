import { describe, expect, it } from 'vitest';
import { segmentsOfWords, type TimedToken, transcriptOfTokens, wordsOfTokens } from './timed-words.js';

/** Tokens one after the other, 100 ms each. */
const spoken = (...tokens: string[]): TimedToken[] =>
  tokens.map((token, index) => ({
    token,
    startMs: index * 100,
    endMs: (index + 1) * 100,
    logProbability: Math.log(0.5),
  }));

describe('wordsOfTokens', () => {
  it('groups tokens from space to space, with times', () => {
    expect(wordsOfTokens(spoken('▁Gu', 'ten', '▁', 'T', 'ag', '▁', '.'))).toEqual([
      { word: 'Guten', startMs: 0, endMs: 200, confidence: expect.closeTo(0.5, 6) },
      { word: 'Tag.', startMs: 300, endMs: 700, confidence: expect.closeTo(0.5, 6) },
    ]);
  });

  it('leaves markers out', () => {
    expect(wordsOfTokens(spoken('<|en|>', '▁a', '<unk>')).map(({ word }) => word)).toEqual(['a']);
    expect(wordsOfTokens(spoken('▁', '<unk>'))).toEqual([]);
  });
});

describe('segmentsOfWords', () => {
  const word = (text: string, startMs: number) => ({ word: text, startMs, endMs: startMs + 100 });

  it('ends a segment with a sentence, and at a long pause', () => {
    const words = [
      word('One.', 0),
      word('Two', 200),
      word('“three?”', 400),
      word('four', 600),
      word('five', 5_000),
    ];
    expect(segmentsOfWords(words).map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['One.', 0, 100],
      ['Two “three?”', 200, 500],
      ['four', 600, 700],
      ['five', 5_000, 5_100],
    ]);
  });
});

describe('transcriptOfTokens', () => {
  it('says nothing where no token is text', () => {
    expect(transcriptOfTokens(spoken('<unk>'))).toEqual({ text: '', segments: [] });
  });
});
