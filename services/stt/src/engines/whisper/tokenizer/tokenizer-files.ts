import { z } from 'zod';
import { missingModelFile, readModelFile, readModelJson } from '@parley/inference/model-folder';

/** What a model's tokenizer files say. */
export interface TokenizerFiles {
  /** Ids of the byte-level pieces. */
  pieces: Readonly<Record<string, number>>;
  /** Pairs of pieces, the first to be merged first: two texts, or one with a space between. */
  merges: string[] | [string, string][];
  /** Special tokens, and timestamps where the export lists them. */
  addedTokens: ReadonlyMap<string, number>;
}

const id = z.int().nonnegative();
const idsSchema = z.record(z.string(), id);
const mergesSchema = z.union([z.array(z.string()), z.array(z.tuple([z.string(), z.string()]))]);

const tokenizerSchema = z.object({
  added_tokens: z.array(z.object({ id, content: z.string() })),
  model: z.object({ vocab: idsSchema, merges: mergesSchema }),
});

/**
 * Reads tokenizer.json, or vocab.json, merges.txt and added_tokens.json where it is not there.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`
 */
export function readTokenizerFiles(directory: string): TokenizerFiles {
  const tokenizer = readModelJson(directory, 'tokenizer.json', tokenizerSchema);
  if (!tokenizer) return readSeparateFiles(directory);
  const { vocab, merges } = tokenizer.model;
  const addedTokens = new Map(tokenizer.added_tokens.map((token) => [token.content, token.id]));
  return { pieces: vocab, merges, addedTokens };
}

function readSeparateFiles(directory: string): TokenizerFiles {
  const pieces = readModelJson(directory, 'vocab.json', idsSchema);
  if (!pieces) throw missingModelFile(directory, 'tokenizer.json (or vocab.json with merges.txt)');
  const merges = readModelFile(directory, 'merges.txt');
  if (merges === undefined) throw missingModelFile(directory, 'merges.txt');
  const added = readModelJson(directory, 'added_tokens.json', idsSchema);
  return {
    pieces,
    merges: merges.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version')),
    addedTokens: new Map(Object.entries(added ?? {})),
  };
}
