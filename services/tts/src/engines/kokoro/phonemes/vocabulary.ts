import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { z } from 'zod';

/** Symbols, each of one UTF-16 unit, and their numbers. */
export type KokoroVocabulary = ReadonlyMap<string, number>;

/** The longest input of the network without its two ends (hexgrad/kokoro, `pipeline.py`). */
export const maxSymbols = 510;
/** What stands before and after the symbols. */
export const boundaryId = 0;

/** Runs of symbols with numbers that follow one another: Kokoro v1.0 (hexgrad/Kokoro-82M, `config.json`). */
const version1: readonly (readonly [first: number, symbols: string])[] = [
  [1, ';:,.!?'],
  [9, '—…"()“” \u0303ʣʥʦʨᵝ\uab67AI'],
  [31, 'O'],
  [33, 'Q'],
  [35, 'ST'],
  [39, 'W'],
  [41, 'Yᵊabcdef'],
  [50, 'hijklmnopqrstuvwxyzɑɐɒæ'],
  [75, 'βɔɕç'],
  [80, 'ɖðʤə'],
  [85, 'ɚɛɜ'],
  [90, 'ɟ'],
  [92, 'ɡ'],
  [99, 'ɥ'],
  [101, 'ɨɪʝ'],
  [110, 'ɯɰŋɳɲɴø'],
  [118, 'ɸθœ'],
  [123, 'ɹ'],
  [125, 'ɾɻ'],
  [128, 'ʁɽʂʃʈʧ'],
  [135, 'ʊʋ'],
  [138, 'ʌɣɤ'],
  [142, 'χʎ'],
  [147, 'ʒʔ'],
  [156, 'ˈˌː'],
  [162, 'ʰ'],
  [164, 'ʲ'],
  [169, '↓'],
  [171, '→↗↘'],
  [177, 'ᵻ'],
];

/** For exports that come without a vocabulary, as thewh1teagle's do. */
const symbolsOfVersion1 = new Map(
  version1.flatMap(([first, symbols]) =>
    Array.from(symbols, (symbol, index): [string, number] => [symbol, first + index]),
  ),
);

const vocabularySchema = z.record(z.string(), z.int().nonnegative());
const tokenizerSchema = z.object({ model: z.object({ vocab: vocabularySchema }) });
const configSchema = z.object({ vocab: vocabularySchema });

/**
 * The vocabulary in a model's folder (`tokenizer.json`, or a `config.json` that has one), or version 1.0's.
 * @throws ParleyError `model_files_invalid` where `tokenizer.json` is no vocabulary of phonemes
 */
export function readVocabulary(folder: string): KokoroVocabulary {
  const tokenizer = join(folder, 'tokenizer.json');
  if (existsSync(tokenizer)) {
    const parsed = tokenizerSchema.safeParse(readJson(tokenizer));
    if (parsed.success) return singleSymbols(parsed.data.model.vocab);
    throw new ParleyError('model_files_invalid', `${tokenizer} has no vocabulary. Fetch the model again.`);
  }
  const config = configSchema.safeParse(readJson(join(folder, 'config.json')));
  return config.success ? singleSymbols(config.data.vocab) : symbolsOfVersion1;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const singleSymbols = (vocabulary: Readonly<Record<string, number>>) =>
  new Map(Object.entries(vocabulary).filter(([symbol, id]) => symbol.length === 1 && id !== boundaryId));
