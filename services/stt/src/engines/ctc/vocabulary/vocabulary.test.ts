import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nemoFixture } from '@parley/audio/testing/nemo-waveforms';
import { afterAll, describe, expect, it } from 'vitest';
import { joinTokens } from '../../nemo/token-text.js';
import { readCtcVocabulary } from './read-ctc-vocabulary.js';
import { readSentencePieces } from './sentence-piece-model.js';

interface PieceCase {
  ids: number[];
  pieces: string[];
  text: string;
}

const folder = mkdtempSync(join(tmpdir(), 'parley-vocabulary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a SentencePiece model', () => {
  const path = fileURLToPath(nemoFixture('sentence-pieces'));
  const cases: PieceCase[] = JSON.parse(readFileSync(join(path, 'cases.json'), 'utf8'));

  it('spells what its library spells', () => {
    const vocabulary = readCtcVocabulary(path, 'sentence-pieces.model');
    expect(cases).toHaveLength(200);
    for (const { ids, pieces, text } of cases) {
      const tokens = ids.map((id) => vocabulary.token(id));
      expect(tokens).toEqual(pieces);
      expect(joinTokens(tokens).replace(/^ /, '')).toBe(text);
    }
  });

  it.each([0, 1, 50, 700])('is refused when cut to %i bytes', (length) => {
    const bytes = readFileSync(join(path, 'sentence-pieces.model')).subarray(0, length);
    expect(() => readSentencePieces(bytes, 'x.model')).toThrow(/x\.model/);
  });
});

describe('other vocabularies', () => {
  const vocabularyOf = (file: string, content: unknown) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
    return readCtcVocabulary(folder, file);
  };

  it('are read from tokenizer.json, markers in any shape', () => {
    const added_tokens = [{ id: 2, content: '[PAD]', special: true }];
    const model = { type: 'BPE', vocab: { '▁a': 0, b: 1 } };
    expect(vocabularyOf('tokenizer.json', { added_tokens, model }).tokens).toEqual(['▁a', 'b', '<[PAD]>']);
  });

  it('are read from vocab.json, with the letter for the space', () => {
    expect(vocabularyOf('vocab.json', { '<pad>': 0, '|': 1, a: 2 }).tokens).toEqual(['<pad>', '▁', 'a']);
  });

  it('are refused where they cannot be right', () => {
    const holes = () => vocabularyOf('vocab.txt', 'a 0\nb 2\n');
    expect(holes).toThrow(/holes/);
    expect(() => vocabularyOf('vocab.txt', 'hello')).toThrow(/no vocabulary/);
    expect(() => vocabularyOf('tokenizer.json', { model: {} })).toThrow(/tokenizer\.json/);
    expect(() =>
      vocabularyOf('tokenizer.json', { model: { vocab: {} }, decoder: { type: 'ByteLevel' } }),
    ).toThrow(/bytes/);
    expect(() => readCtcVocabulary(folder, 'gone.model')).toThrow(/gone\.model is not in/);
  });
});
