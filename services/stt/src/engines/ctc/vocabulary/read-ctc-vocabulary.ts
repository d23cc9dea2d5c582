import { readFileSync } from 'node:fs';
import { ParleyError } from '@parley/contracts';
import { z } from 'zod';
import { readModelJson, requiredFile } from '@parley/inference/model-folder';
import { readVocabulary, Vocabulary } from '../../nemo/vocabulary.js';
import { readSentencePieces } from './sentence-piece-model.js';

/** Letters and their ids, with a letter for the space (transformers, Wav2Vec2CTCTokenizer). */
const lettersSchema = z.record(z.string(), z.int().min(0));
const wordDelimiter = '|';

/** What tells tokens' texts in a Hugging Face `tokenizer.json`. */
const tokenizerSchema = z.object({
  added_tokens: z
    .array(z.object({ id: z.int().min(0), content: z.string(), special: z.boolean().default(false) }))
    .default([]),
  model: z.object({
    vocab: z.union([z.array(z.tuple([z.string(), z.number()])), lettersSchema]),
  }),
  decoder: z.object({ type: z.string() }).nullish(),
});

/**
 * Tokens of a CTC model, from whichever kind of file its vocabulary is.
 * @throws ParleyError `model_files_missing` or `model_files_invalid`
 */
export function readCtcVocabulary(folder: string, file: string): Vocabulary {
  const path = requiredFile(folder, file);
  if (file.endsWith('.model')) return new Vocabulary(readSentencePieces(readFileSync(path), file), file);
  if (!file.endsWith('.json')) return readVocabulary(path);
  return new Vocabulary(
    file === 'vocab.json' ? readLetters(folder, file) : readTokenizer(folder, file),
    file,
  );
}

function readLetters(folder: string, file: string): string[] {
  const letters = readModelJson(folder, file, lettersSchema) ?? {};
  return byId(
    Object.entries(letters).map(([letter, id]) => [letter === wordDelimiter ? '\u2581' : letter, id]),
  );
}

function readTokenizer(folder: string, file: string): string[] {
  const tokenizer = readModelJson(folder, file, tokenizerSchema);
  if (!tokenizer) return [];
  if (tokenizer.decoder?.type === 'ByteLevel') {
    throw new ParleyError(
      'model_files_invalid',
      `${file} spells words in bytes, which CTC models here do not. Give a vocab.txt or a SentencePiece model instead.`,
    );
  }
  const { vocab } = tokenizer.model;
  const own: [string, number][] = Array.isArray(vocab)
    ? vocab.map(([token], id) => [token, id])
    : Object.entries(vocab);
  const added = tokenizer.added_tokens.map(({ content, special, id }): [string, number] => [
    // Markers of any shape are written as `<...>`, by which they are known later.
    special && !/^<[^<>\s]+>$/.test(content) ? `<${content.replaceAll(/[<>\s]/g, '')}>` : content,
    id,
  ]);
  return byId([...own, ...added]);
}

function byId(entries: readonly [token: string, id: number][]): string[] {
  const tokens: string[] = [];
  for (const [token, id] of entries) tokens[id] = token;
  return Array.from(tokens, (token) => token ?? '');
}
