import type { PronouncedWords } from '../../espeak/espeak-protocol.js';

/** How a network's phonemes are written. */
export type Spelling =
  /** American English, British English and the other languages of version 1.0, in misaki's symbols. */
  | 'american'
  | 'british'
  | 'other'
  /** espeak-ng's own IPA, as version 0.19 learnt it. */
  | 'plain';

type Replacements = readonly (readonly [from: string | RegExp, to: string])[];

/** The tie between the letters of one phoneme, as `phonemizer` writes it for misaki. */
const tie = '^';

/**
 * hexgrad/misaki, `espeak.py`, `EspeakFallback` without a version: longer patterns first. As it means
 * to: `e^ə` before `e`, which would hide it, and no second `ɹ` after `ɚ`.
 */
const english: Replacements = [
  ['ʔˌn\u0329', 'ʔn'],
  ['ʔn\u0329', 'ʔn'],
  ['a^ɪ', 'I'],
  ['a^ʊ', 'W'],
  ['d^ʒ', 'ʤ'],
  ['e^ɪ', 'A'],
  ['t^ʃ', 'ʧ'],
  ['ɔ^ɪ', 'Y'],
  ['ə^l', 'ᵊl'],
  ['e^ə', 'ɛː'],
  ['ʲo', 'jo'],
  ['ʲə', 'jə'],
  ['e', 'A'],
  ['ʲ', ''],
  [/ɚɹ?/g, 'əɹ'],
  ['r', 'ɹ'],
  ['x', 'k'],
  ['ç', 'k'],
  ['ɐ', 'ə'],
  ['ɬ', 'l'],
  ['\u0303', ''],
  [/(\S)\u0329/g, 'ᵊ$1'],
  ['\u0329', ''],
];
const englishEnd: Replacements = [
  ['o', 'ɔ'],
  ['ɾ', 'T'],
  ['ʔ', 't'],
];

const replacements: Readonly<Record<Spelling, Replacements>> = {
  american: [...english, ['o^ʊ', 'O'], ['ɜːɹ', 'ɜɹ'], ['ɜː', 'ɜɹ'], ['ɪə', 'iə'], ['ː', ''], ...englishEnd],
  british: [...english, [/i\^?ə/g, 'ɪə'], ['ə^ʊ', 'Q'], ...englishEnd],
  // hexgrad/misaki, `espeak.py`, `EspeakG2P` without a version.
  other: [
    ['a^ɪ', 'I'],
    ['a^ʊ', 'W'],
    ['d^z', 'ʣ'],
    ['d^ʒ', 'ʤ'],
    ['e^ɪ', 'A'],
    ['o^ʊ', 'O'],
    ['s^s', 'S'],
    ['t^s', 'ʦ'],
    ['t^ʃ', 'ʧ'],
    ['ɔ^ɪ', 'Y'],
    ['ə^ʊ', 'Q'],
    ['-', ''],
  ],
  // hexgrad/kokoro, `kokoro.js/src/phonemize.js`.
  plain: [
    ['ʲ', 'j'],
    ['r', 'ɹ'],
    ['x', 'k'],
    ['ɬ', 'l'],
  ],
};

/** espeak-ng's pronunciation in a network's symbols: words with a space between. Marks of a change of language go. */
export function toKokoroSymbols(words: PronouncedWords, spelling: Spelling): string {
  const tied = words
    .map((phonemes) => phonemes.filter((phoneme) => !phoneme.startsWith('(')).map(withTies))
    .map((phonemes) => phonemes.join(''))
    .filter((word) => word !== '')
    .join(' ');
  const replaced = replacements[spelling].reduce((text, [from, to]) => text.replaceAll(from, to), tied);
  return replaced.replaceAll(tie, '');
}

/** A tie before each further letter of a phoneme; modifiers and combining marks (U+02B0 to U+036F) are no letters. */
function withTies(phoneme: string): string {
  return phoneme.replaceAll(/(?<=[^ˈˌ])(?=\p{L})(?![\u02b0-\u036f])/gu, tie);
}
