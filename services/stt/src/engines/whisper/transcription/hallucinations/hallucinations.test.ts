import { describe, expect, it } from 'vitest';
import type { WindowSegment } from '../segments.js';
import { isAnomalous } from './anomalies.js';
import { isKnownHallucination } from './known-phrases.js';
import { findLoops } from './repetition.js';
import { skipSilenceAroundHallucinations } from './silence-skip.js';

const segment = (startMs: number, endMs: number, probability: number): WindowSegment => ({
  startMs,
  endMs,
  tokens: [1],
  words: [{ word: ' word', tokens: [1], startMs, endMs, probability }],
});

describe('an anomalous segment', () => {
  it.each([
    ['improbable', segment(0, 500, 0.1), true],
    ['much too long', segment(0, 5_200, 0.9), true],
    ['much too short', segment(0, 20, 0.9), true],
    ['ordinary', segment(0, 500, 0.9), false],
    ['without words', { ...segment(0, 500, 0.1), words: [] }, false],
  ])('%s: %#', (_what, made, expected) => {
    expect(isAnomalous(made)).toBe(expected);
  });
});

describe('silence around what is made up', () => {
  const window = { seekFrames: 1_000, lengthFrames: 3_000 };
  const options = { thresholdMs: 2_000, windowFrames: 3_000, contentFrames: 10_000, lastSpeechMs: 9_500 };
  const skip = (segments: WindowSegment[], changes = {}) =>
    skipSilenceAroundHallucinations({ segments, endsInSilence: false, nextSeekFrames: 4_000 }, window, {
      ...options,
      ...changes,
    });

  it('is skipped at the start of a window, which is then heard again', () => {
    expect(skip([segment(13_000, 13_500, 0.1)])).toEqual({
      segments: [],
      nextSeekFrames: 1_300,
      discarded: true,
    });
  });

  it('takes what stands amid it away, and hears what follows again', () => {
    const real = segment(10_500, 12_000, 0.9);
    const made = segment(20_000, 20_500, 0.1);
    const later = segment(30_000, 31_000, 0.9);
    expect(skip([real, made, later])).toEqual({ segments: [real], nextSeekFrames: 2_000, discarded: false });
  });

  it('ends the recording where less than the threshold is left', () => {
    const real = segment(10_500, 12_000, 0.9);
    const made = segment(38_000, 39_000, 0.1);
    expect(skip([real, made], { contentFrames: 4_000 })).toMatchObject({
      segments: [real],
      nextSeekFrames: 4_000,
    });
  });

  it('is heard again after the last word where it is long, and not where it is short', () => {
    expect(skip([segment(29_500, 30_000, 0.9)]).nextSeekFrames).toBe(3_000);
    const ordinary = [segment(10_500, 11_500, 0.9), segment(38_000, 39_000, 0.9)];
    expect(skip(ordinary).nextSeekFrames).toBe(4_000);
  });
});

describe('loops', () => {
  it.each([
    { tokens: [1, 2, 3], loops: [] },
    { tokens: [1, 1, 1, 1, 1], loops: [] },
    { tokens: [9, 1, 1, 1, 1, 1, 1, 8], loops: [{ start: 2, end: 7 }] },
    { tokens: [7, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1], loops: [{ start: 4, end: 14 }] },
    { tokens: [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6], loops: [{ start: 5, end: 15 }] },
  ])('of $tokens', ({ tokens, loops }) => {
    expect(findLoops(tokens)).toEqual(loops);
  });
});

describe('phrases that Whisper makes up', () => {
  it.each([
    [' Thank you.', true],
    ['Thanks for watching!', true],
    ["Don't forget to like and subscribe.", true],
    ['字幕by索兰娅', true],
    ['Untertitel im Auftrag des ZDF für funk, 2017', true],
    ['Субтитры сделал DimaTorzok', true],
    ['ご視聴ありがとうございました', true],
    [' Thank you for your letter of the third of May.', false],
    [' Ask not what your country can do for you.', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isKnownHallucination(text)).toBe(expected);
  });
});
