import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readWhisperFiles } from '../model/whisper-files.js';
import { linearCongruential } from '../testing/fixture-waveforms.js';
import { referenceBytes, referenceCases } from '../testing/reference-cases.js';
import { whisperTiny, whisperTinyNote } from '../testing/whisper-model-folders.js';
import type { WhisperTokenizer } from './whisper-tokenizer.js';

const range = z.tuple([z.number(), z.number()]);
const texts = z.array(z.string());
const { count, tables } = z
  .object({
    count: z.number(),
    tables: z.object({
      scripts: z.record(z.string(), z.array(range)),
      digits: texts,
      punctuation: texts,
      whitespace: texts,
      emoji: texts,
      contractions: texts,
    }),
  })
  .parse(JSON.parse(referenceBytes('tokenizer.json').toString()));
const scripts = Object.values(tables.scripts);
const stringCases = referenceCases(
  'tokenizer.json',
  z.object({
    index: z.number(),
    text: z.string(),
    ids: z.array(z.number()),
    decoded: z.string(),
    decoded_cut: z.string(),
  }),
);

/** The string of this number, as the fixture's README says how to make it. */
function generatedString(number: number): string {
  const next = linearCongruential(number);
  const below = (limit: number) => Number((BigInt(next()) * BigInt(limit)) >> 32n);
  const pick = <Item>(list: readonly Item[]): Item => {
    const item = list[below(list.length)];
    if (item === undefined) throw new Error('An empty list.');
    return item;
  };
  const repeat = (times: number, make: () => string) => Array.from({ length: times }, make).join('');
  const piece = (kind: number): string => {
    if (kind <= 5) {
      const ranges = pick(scripts);
      return repeat(1 + below(8), () => {
        const [first, last] = pick(ranges);
        return String.fromCodePoint(first + below(last - first + 1));
      });
    }
    if (kind === 6) return repeat(1 + below(6), () => pick(tables.digits));
    if (kind === 7) return repeat(1 + below(3), () => pick(tables.punctuation));
    if (kind === 8) return repeat(1 + below(4), () => pick(tables.whitespace));
    if (kind === 9) return pick(tables.emoji);
    if (kind === 11) return pick(tables.contractions);
    const letter = String.fromCodePoint(0x61 + below(26));
    return letter + repeat(1 + below(3), () => String.fromCodePoint(0x300 + below(112)));
  };
  return repeat(1 + below(12), () => piece(below(12)) + (below(2) === 0 ? ' ' : ''));
}

/** FNV-1a with 32 bits. */
function hashOf(bytes: Uint8Array): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

describe.skipIf(!existsSync(whisperTiny))(`WhisperTokenizer, beside the reference${whisperTinyNote}`, () => {
  let tokenizer: WhisperTokenizer;
  beforeAll(async () => {
    ({ tokenizer } = readWhisperFiles(whisperTiny));
  });

  it.each(stringCases)('encodes and decodes $text', ({ index, text, ids, decoded, decoded_cut }) => {
    expect(generatedString(index)).toBe(text);
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(decoded);
    expect(tokenizer.decode(ids.slice(1, -1))).toBe(decoded_cut);
  });

  it(`encodes and decodes ${count} strings in ${scripts.length} scripts alike, and says them as they come`, () => {
    const hashes = referenceBytes('tokenizer.u32');
    const utf8 = new TextEncoder();
    const wrong: string[] = [];
    for (let number = 0; number < count; number++) {
      const text = generatedString(number);
      const ids = tokenizer.encode(text);
      const found = [
        hashOf(new Uint8Array(Uint32Array.from(ids).buffer)),
        hashOf(utf8.encode(tokenizer.decode(ids))),
        hashOf(utf8.encode(tokenizer.decode(ids.slice(1, -1)))),
      ];
      const stream = tokenizer.textStream();
      const streamed = ids.map((id) => stream.push([id])).join('') + stream.end();
      const right = found.every((hash, i) => hash === hashes.readUInt32LE(4 * (3 * number + i)));
      if (!right || streamed !== text) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  const splitCases = referenceCases(
    'word-splitting.json',
    z.object({
      language: z.string(),
      part: z.string(),
      tokens: z.array(z.number()),
      words: texts,
      word_tokens: z.array(z.array(z.number())),
    }),
  );
  it.each(splitCases)(
    'splits $part text in $language to words',
    ({ language, tokens, words, word_tokens }) => {
      const found = tokenizer.splitToWordTokens(tokens, language);
      expect(found.map(({ word }) => word)).toEqual(words);
      expect(found.map((word) => word.tokens)).toEqual(word_tokens);
    },
  );
});
