import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EspeakProgram } from '../../espeak/espeak-program.js';
import { accentOfLetter } from '../voices/kokoro-voices.js';
import { Phonemizer } from './phonemizer.js';
import { readVocabulary } from './vocabulary.js';

const fixture = new URL('../../../../../../tests/fixtures/kokoro/phonemes.json', import.meta.url);
const cases = z
  .array(z.object({ accent: z.string(), text: z.string(), phonemes: z.string() }))
  .parse(JSON.parse(readFileSync(fixture, 'utf8')));

/**
 * Where misaki does not do what it means to: `e` is replaced before `e^ə` is looked for, the tie hides `iə`, and `ɚ` brings
 * an `ɹ` beside the one that follows it. A danda ends a Hindi sentence.
 */
const meant: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  a: [['əɹɹ', 'əɹ']],
  b: [
    ['Aə', 'ɛː'],
    ['iə', 'ɪə'],
  ],
};

describe('phonemes for Kokoro, against misaki', () => {
  const espeak = new EspeakProgram();
  const { signal } = new AbortController();
  const symbols = readVocabulary('');
  beforeAll(() => espeak.start(espeak, signal));
  afterAll(() => espeak.stop(espeak));

  it.each(cases)('$accent: $text', async ({ accent: letter, text, phonemes }) => {
    const accent = accentOfLetter(letter);
    if (!accent) throw new Error(`There is no accent ${letter}.`);
    const { language, spelling, espeakVoice } = accent;
    const phonemizer = new Phonemizer({
      language,
      spelling,
      symbols,
      pronounce: (texts) => espeak.phonemize(texts, espeakVoice, signal),
    });
    const said: string[] = [];
    for await (const clause of phonemizer.clauses(text)) said.push(clause.phonemes.trim());
    const known = Array.from(phonemes)
      .filter((symbol) => symbols.has(symbol))
      .join('');
    const ended = text.endsWith('।') ? `${known}.` : known;
    const expected = (meant[letter] ?? []).reduce((so, [from, to]) => so.replaceAll(from, to), ended);
    expect(said.join(' ').replaceAll(/ +/g, ' ')).toBe(expected.replaceAll(/ +/g, ' ').trim());
  });
});
