import { describe, expect, it } from 'vitest';
import { visemesOf } from './ipa-visemes.js';

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
    ['ᵻ', ['ih']],
    ['ʲ', []],
    ['', ['sil']],
    ['(en)', []],
    ['ɑu', ['aa', 'ou']],
  ])('%s', (phoneme, expected) => {
    expect(visemesOf(phoneme)).toEqual(expected);
  });
});
