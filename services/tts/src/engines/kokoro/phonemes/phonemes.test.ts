import { describe, expect, it } from 'vitest';
import { writeFolder } from '../testing/stub-models.js';
import { packPieces } from '../pieces.js';
import { clausesOf } from './clauses.js';
import { toKokoroSymbols } from './kokoro-symbols.js';
import { longestClause, type PhonemeClause, Phonemizer } from './phonemizer.js';
import { maxSymbols, readVocabulary } from './vocabulary.js';

describe('the vocabulary', () => {
  it("is the folder's own, or version 1.0's", () => {
    expect(readVocabulary(writeFolder({ 'tokenizer.json': '{"model":{"vocab":{"$":0,"a":7}}}' }))).toEqual(
      new Map([['a', 7]]),
    );
    expect(readVocabulary(writeFolder({ 'config.json': '{"vocab":{"b":8}}' })).get('b')).toBe(8);
    const own = readVocabulary(writeFolder({ 'config.json': '{"model_type":"style_text_to_speech_2"}' }));
    expect([own.size, own.get('ᵻ'), own.get('ˈ')]).toEqual([114, 177, 156]);
    const damaged = writeFolder({ 'tokenizer.json': '{"model":' });
    expect(() => readVocabulary(damaged)).toThrow(/has no vocabulary/);
  });
});

describe('clauses', () => {
  it.each([
    ['Hello, world!', 'Hello|, |world|!'],
    ['It costs 3.14, at 12:30 in the U.S. today', 'It costs 3.14|, |at 12:30 in the U.S|. |today|'],
    ['He said: «Oui (bien sûr)»...', 'He said|: “|Oui| (|bien sûr|)”…'],
    ['नमस्ते। 你好。', 'नमस्ते|. |你好|.'],
    ['well-known — or - not', 'well-known| — |or| — |not|'],
  ])('%s', (text, expected) => {
    const parts = clausesOf(text).flatMap(({ spoken, marks }) => [spoken, marks]);
    expect(parts.join('|')).toBe(expected);
  });
});

describe('symbols of version 0.19', () => {
  it("are espeak-ng's own, but for four that it did not learn", () => {
    const words = [
      ['h', 'ə', 'l', 'ˈoʊ'],
      ['(en)', 'r', 'x', 'ʲ', 'ɬ', '(fr)'],
    ];
    expect(toKokoroSymbols(words, 'plain')).toBe('həlˈoʊ ɹkjl');
  });
});

describe('cutting what is too long', () => {
  /** Says each letter as ten symbols. */
  const phonemizer = new Phonemizer({
    language: 'en',
    spelling: 'plain',
    symbols: new Set('a ,.'),
    pronounce: async (texts) =>
      texts.map((text) => text.split(' ').map((word) => ['a'.repeat(10 * word.length)])),
  });
  async function clausesIn(text: string) {
    const clauses: PhonemeClause[] = [];
    for await (const clause of phonemizer.clauses(text)) clauses.push(clause);
    return clauses;
  }

  it.each([
    ['words', `${'word '.repeat(100)}end.`],
    ['one word', `${'x'.repeat(1_000)}.`],
  ])('keeps all of %s', async (_what, text) => {
    const clauses = await clausesIn(text);
    expect(clauses.every(({ phonemes }) => phonemes.length <= longestClause + 2)).toBe(true);
    const said = clauses.map(({ phonemes }) => phonemes).join('');
    expect(said.replaceAll(/[^a]/g, '').length).toBe(10 * text.replaceAll(/[^\p{L}]/gu, '').length);
    expect(clauses.map(({ endsSentence }) => endsSentence).filter(Boolean)).toHaveLength(1);
  });

  it.each([
    ['marks', `a${'!?'.repeat(2_000)}`],
    ['clauses without a sound', `a, ${'1, '.repeat(2_000)}`],
    ['marks before a word', `${'(('.repeat(2_000)}a`],
  ])('bears any number of %s', async (_what, text) => {
    const marking = new Phonemizer({
      language: 'en',
      spelling: 'plain',
      symbols: new Set('a,!?( '),
      pronounce: async (texts) => texts.map((one) => [Array.from(one).filter((letter) => letter === 'a')]),
    });
    let longest = 0;
    for await (const { phonemes } of packPieces(marking.clauses(text))) {
      longest = Math.max(longest, phonemes.length);
    }
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThanOrEqual(maxSymbols);
  });

  it('keeps quotation marks around what is quoted', async () => {
    const quoting = new Phonemizer({
      language: 'en',
      spelling: 'plain',
      symbols: new Set('a“”,. '),
      pronounce: async (texts) => texts.map((one) => [Array.from(one).filter((letter) => letter === 'a')]),
    });
    const said: string[] = [];
    for await (const { phonemes } of quoting.clauses('“a”, a “a”.')) said.push(phonemes);
    expect(said).toEqual(['“a”, ', 'a “', 'a”.']);
  });

  it('leaves out what has no sound', async () => {
    const silent = new Phonemizer({
      language: 'en',
      spelling: 'plain',
      symbols: new Set('a.'),
      pronounce: async (texts) => texts.map(() => []),
    });
    for await (const clause of silent.clauses('😀. !?')) expect(clause).toBeUndefined();
  });

  it('packs sentences, the first piece early', async () => {
    const text = 'One two, three four five. Six. Seven. Eight nine ten. Eleven.';
    const pieces: string[] = [];
    for await (const piece of packPieces(phonemizer.clauses(text))) pieces.push(piece.text);
    expect(pieces).toEqual(['One two,', 'three four five.', 'Six. Seven. Eight nine ten.', 'Eleven.']);
  });
});
