import type { WhisperDimensions } from '../network/whisper-network.js';
import type { SpecialTokens } from '../tokenizer/special-tokens.js';
import type { WhisperTokenizer } from '../tokenizer/whisper-tokenizer.js';

/** A layer of the decoder, and a head in it. */
export type AttentionHead = readonly [layer: number, head: number];

/** What a Whisper's small files say: everything but the weights. */
export interface WhisperFiles {
  dimensions: WhisperDimensions;
  /** Whether the model knows several languages, and translates. */
  multilingual: boolean;
  /** Whisper's codes, in the vocabulary's order; `en` alone for models of one language. */
  languages: readonly string[];
  specialTokens: SpecialTokens;
  tokenizer: WhisperTokenizer;
  /** Cross-attention heads that follow the audio, for the times of words. */
  alignmentHeads: readonly AttentionHead[];
  /** Never decoded: signs that nobody speaks, and special tokens. */
  suppressedTokens: readonly number[];
  /** Not decoded first: a space alone, and the end. */
  suppressedAtBegin: readonly number[];
}

/**
 * Reads config.json, generation_config.json, preprocessor_config.json and the tokenizer's files of a model folder, in
 * the layout of Hugging Face's exports.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`, naming the file and the field
 */
export async function readWhisperFiles(directory: string): Promise<WhisperFiles> {
  await Promise.resolve(directory);
  throw new Error('Not there yet.');
}
