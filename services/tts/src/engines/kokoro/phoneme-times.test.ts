import { describe, expect, it } from 'vitest';
import { phonemeTimes } from './phoneme-times.js';

describe('times of phonemes from durations', () => {
  it('gives stress to the vowel after it, length to the one before, and marks to silence', () => {
    expect(phonemeTimes('tˈuː, A', [4, 2, 1, 3, 2, 5, 1, 6, 4], 28 * 25)).toEqual([
      { ipa: '', timeMs: 0 },
      { ipa: 't', timeMs: 100 },
      { ipa: 'u', timeMs: 150 },
      { ipa: '', timeMs: 300 },
      { ipa: 'eɪ', timeMs: 450 },
      { ipa: '', timeMs: 600 },
    ]);
  });

  it('spreads the frames over the audio that came', () => {
    expect(phonemeTimes('m', [1, 1, 2], 400).map(({ timeMs }) => timeMs)).toEqual([0, 100, 200]);
  });
});
