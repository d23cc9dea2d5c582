import { describe, expect, it } from 'vitest';
import { visemesOf } from './ipa-visemes.js';
import { speakablePieces } from './speakable-pieces.js';
import { visemeTimeline } from './viseme-timeline.js';

describe('IPA to visemes', () => {
  it.each([
    ['ˈa', ['aa']],
    ['oː', ['oh']],
    ['tʃ', ['CH']],
    ['dʒ', ['CH']],
    ['ts', ['CH']],
    ['aɪ', ['aa', 'ih']],
    ['ˈɔø', ['oh']],
    ['oʊ', ['oh', 'ou']],
    ['ˈɔ̃', ['oh']],
    ['mʲ', ['PP']],
    ['ʲ', ['sil']],
    ['', ['sil']],
    ['(en)', []],
    ['ɑu', ['aa', 'ou']],
  ])('%s', (phoneme, expected) => {
    expect(visemesOf(phoneme)).toEqual(phoneme === 'ʲ' ? ['sil'] : expected);
  });
});

describe('the viseme timeline', () => {
  it('has no gaps, merges equals and shares diphthongs', () => {
    const timeline = visemeTimeline(
      [
        { ipa: 'h', timeMs: 20 },
        { ipa: 'aɪ', timeMs: 60 },
        { ipa: 'p', timeMs: 160 },
        { ipa: 'b', timeMs: 200 },
        { ipa: '', timeMs: 240 },
      ],
      300,
    );
    expect(timeline).toEqual([
      { viseme: 'sil', timeMs: 0, durationMs: 20 },
      { viseme: 'kk', timeMs: 20, durationMs: 40 },
      { viseme: 'aa', timeMs: 60, durationMs: 50 },
      { viseme: 'ih', timeMs: 110, durationMs: 50 },
      { viseme: 'PP', timeMs: 160, durationMs: 80 },
      { viseme: 'sil', timeMs: 240, durationMs: 60 },
    ]);
  });
});

describe('speakable pieces', () => {
  it('are sentences, and whole words where those are too long', () => {
    expect([...speakablePieces('One. Two?  Three', 'en')]).toEqual(['One.', 'Two?', 'Three']);
    const pieces = [...speakablePieces('word '.repeat(500), 'en')];
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(400);
    expect(pieces.join(' ')).toBe('word '.repeat(500).trim());
  });
});
