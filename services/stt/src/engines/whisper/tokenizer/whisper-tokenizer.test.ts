import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readWhisperFiles } from '../model/whisper-files.js';
import { whisperTiny, whisperTinyNote } from '../testing/whisper-model-folders.js';
import type { WhisperTokenizer } from './whisper-tokenizer.js';

describe.skipIf(!existsSync(whisperTiny))(`WhisperTokenizer${whisperTinyNote}`, () => {
  let tokenizer: WhisperTokenizer;
  beforeAll(async () => {
    ({ tokenizer } = readWhisperFiles(whisperTiny));
  });

  // Ids by openai-whisper 20250625, get_tokenizer(True).encode(text).
  it.each([
    [' Hello, world!', [2425, 11, 1002, 0]],
    ["It's 1961.", [3522, 311, 41720, 13]],
    ['日本語、😀', [27311, 31348, 1231, 13125, 222]],
    ['a\u{85}b\u{FEFF}c', [64, 126, 227, 65, 171, 119, 123, 66]],
    ['<|endoftext|>', [27, 91, 3999, 844, 3828, 91, 29]],
    ['', []],
  ])('encodes %j as openai/whisper does', (text, tokens) => {
    expect(tokenizer.encode(text)).toEqual(tokens);
    expect(tokenizer.decode(tokens)).toBe(text);
  });

  it('leaves timestamps and special tokens out of a text, or writes them', () => {
    const tokens = [50_364, ...tokenizer.encode(' Hello'), 50_418, 51_864, 50_257];
    expect(tokenizer.decode(tokens)).toBe(' Hello');
    expect(tokenizer.decodeWithTimestamps(tokens)).toBe('<|0.00|> Hello<|1.08|><|30.00|><|endoftext|>');
  });

  it('keeps a byte order mark', () => {
    expect(tokenizer.decode(tokenizer.encode('\u{FEFF}a'))).toBe('\u{FEFF}a');
  });

  it('shows a character only when all of its bytes are there', () => {
    const text = ' Größe 語 👩‍👩‍👧 ไทย';
    const stream = tokenizer.textStream();
    const parts = tokenizer.encode(text).map((token) => stream.push([50_364, token]));
    expect(parts.join('') + stream.end()).toBe(text);
    expect(parts.join('|')).not.toContain('\uFFFD');
  });

  it('says what was left unfinished', () => {
    const stream = tokenizer.textStream();
    expect(stream.push(tokenizer.encode('👩').slice(0, 1))).toBe('');
    expect(stream.end()).toBe('\uFFFD');
  });

  it('groups tokens to words at spaces', () => {
    const words = tokenizer.splitToWordTokens(
      [...tokenizer.encode(" Hello, it's (fine) unbelievably."), 50_257],
      'en',
    );
    expect(words.map(({ word }) => word)).toEqual([
      ' Hello',
      ',',
      " it's",
      ' (fine',
      ')',
      ' unbelievably',
      '.',
      '<|endoftext|>',
    ]);
    expect(words.flatMap(({ tokens }) => tokens).at(-1)).toBe(50_257);
  });

  it.each(['zh', 'ja', 'th', 'lo', 'my', 'yue'])('groups tokens to characters in %s', (language) => {
    const words = tokenizer.splitToWordTokens(tokenizer.encode('日本語、龘'), language);
    expect(words.map(({ word }) => word)).toEqual(['日本', '語', '、', '龘']);
  });
});
