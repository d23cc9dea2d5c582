import { type SpeechLanguage, speechLanguages } from '@parley/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureVocabulary, referenceTexts } from '../testing/reference-texts.js';
import { type LanguageTokenizer, XttsTokenizer } from '../xtts-tokenizer.js';
import { pieceLimitsOf } from './limits.js';
import { splitForSpeech } from './split-for-speech.js';
import { withPlainQuotes } from './trim-for-speech.js';
import { hasWords } from './words.js';

/** The letters and digits of a text: what must all be spoken. */
const lettersOf = (text: string) => text.match(/[\p{L}\p{N}\p{M}]/gu)?.join('') ?? '';

/** 100,000 characters of everyday and odd texts, run together. */
function longText(language: SpeechLanguage): string {
  const texts = referenceTexts(language).map(({ text }) => text);
  let long = '';
  for (let i = 0; long.length < 100_000; i++) long += `${texts[i % texts.length] ?? ''} `;
  return long;
}

describe('splitForSpeech', () => {
  let tokenizer: XttsTokenizer;
  let english: LanguageTokenizer;
  const pieces = (text: string, of = english) => [...splitForSpeech(text, of)];
  beforeAll(async () => {
    tokenizer = await XttsTokenizer.open(fixtureVocabulary);
    english = await tokenizer.forLanguage('en');
  });

  it.each(speechLanguages)(
    'keeps every word of 100,000 characters in %s, within the limits',
    async (language) => {
      const text = longText(language);
      const of = await tokenizer.forLanguage(language);
      const limits = pieceLimitsOf(language);
      const found = pieces(text, of);
      expect(lettersOf(found.join(' '))).toBe(lettersOf(withPlainQuotes(text)));
      for (const piece of found) {
        expect(of.spoken(piece).length).toBeLessThanOrEqual(limits.characters);
        expect(of.encode(piece).length + 2).toBeLessThanOrEqual(limits.tokens);
        expect(piece).toBe(piece.trim());
      }
      // A word beside figures that fill a piece by themselves stands alone.
      const short = found.filter((piece) => !hasWords(of.spoken(piece), 3, language));
      expect(short.length / found.length).toBeLessThan(0.04);
    },
  );

  it('speaks a text that fits in one go, and nothing where there are no words', () => {
    expect(pieces('Hello there. How are you?')).toEqual(['Hello there. How are you?']);
    for (const text of ['', '   ', '\n\n', '😀👍🏽', '...!?', '—']) expect(pieces(text)).toEqual([]);
  });

  it('cuts between sentences, not after abbreviations, initials and numbers', () => {
    const sentence =
      'Dr. Smith met J. Bach on the 3. floor, and they spoke about the price of 1,000.50 apples. ';
    const found = pieces(sentence.repeat(9));
    expect(found.length).toBeGreaterThan(3);
    expect(found.every((piece) => piece.startsWith('Dr. Smith') && piece.endsWith('apples.'))).toBe(true);
  });

  it('cuts at clauses where a sentence is too long, and at words where a clause is', () => {
    const clauses = pieces(`${'one two three four five six seven eight nine, '.repeat(12)}end of it.`);
    expect(clauses.slice(0, -1).every((piece) => piece.endsWith(','))).toBe(true);
    const words = pieces('word '.repeat(200).trim());
    expect(words.join(' ')).toBe('word '.repeat(200).trim());
  });

  it('leaves no piece of fewer than three words at the end', () => {
    for (let count = 40; count < 70; count++) {
      for (const piece of pieces(`${'wonder '.repeat(count)}end.`))
        expect(hasWords(piece, 3, 'en')).toBe(true);
    }
  });

  it('never cuts a number, a pair of surrogates or a letter from its marks', () => {
    for (let before = 225; before < 255; before++) {
      const start = 'abcd '.repeat(60).slice(0, before);
      expect(pieces(`${start} 12,345.67 and so it goes on and on`).join(' ')).toContain('12,345.67');
      const letters = pieces(`${'a'.repeat(before)}${'𝒜'.repeat(20)}${'é'.repeat(20)}`);
      for (const piece of letters) {
        expect(piece).not.toMatch(/\p{Cs}/u);
        expect(piece).not.toMatch(/^\p{M}/u);
      }
    }
  });

  it('counts figures as the words that they are', () => {
    const found = pieces(Array.from({ length: 100 }, (_, i) => 777_777 + i).join(' '));
    for (const piece of found) expect(english.spoken(piece).length).toBeLessThanOrEqual(250);
    expect(found.join(' ').split(' ')).toHaveLength(100);
    expect(pieces('1'.repeat(300)).join('')).toBe('1'.repeat(300));
  });

  it('drops a final dot where XTTS would speak it, but not from an abbreviation or an ordinal', async () => {
    const german = await tokenizer.forLanguage('de');
    expect(pieces('Das ist alles.', german)).toEqual(['Das ist alles']);
    expect(pieces('Er kommt am 3.', german)).toEqual(['Er kommt am 3.']);
    expect(pieces('Sie ist Fr. Dr.', german)).toEqual(['Sie ist Fr. Dr.']);
    expect(pieces('That is all.')).toEqual(['That is all.']);
  });

  it('drops double quotes and straightens single ones', () => {
    expect(pieces('“Don’t go,” she said to him, “please!”')).toEqual(["Don't go, she said to him, please!"]);
  });

  it('cuts 100,000 characters in seconds of work, even without a space: it grows with the length only', () => {
    const started = process.cpuUsage();
    pieces(longText('en'));
    pieces('a'.repeat(100_000));
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(10_000);
  });
});
