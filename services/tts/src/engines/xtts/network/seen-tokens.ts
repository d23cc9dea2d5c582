import type { GptSequence } from './gpt-generator.js';
import type { XttsDimensions } from './xtts-dimensions.js';

/** What stands in coqui's history for every position of the prompt but the start token (gpt.py, compute_embeddings). */
const promptToken = 1;

/** 1 for each token that the repetition penalty holds for: those of the prompt, as coqui writes it, and those drawn. */
export function seenTokens(
  { tokens }: Pick<GptSequence, 'tokens'>,
  { audioTokens, startToken }: XttsDimensions,
): Uint8Array {
  const seen = new Uint8Array(audioTokens);
  seen[promptToken] = 1;
  seen[startToken] = 1;
  for (const token of tokens) seen[token] = 1;
  return seen;
}
