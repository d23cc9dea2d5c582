import { ParleyError } from '@parley/contracts';
import { type EmbeddingTables, embed } from '../network/mel-embeddings.js';
import type { XttsDimensions } from '../network/xtts-dimensions.js';

/** What a prompt is made from. */
export interface PromptTables {
  dimensions: XttsDimensions;
  textTables: EmbeddingTables;
  melTables: EmbeddingTables;
}

/**
 * What the GPT reads before it speaks: the voice's conditioning, without positions; the text from its start token to its
 * stop token; the start of the audio.
 * @param conditioning [conditioningPositions, width]
 * @param text with [START] and [STOP]
 * @returns [positions, width]
 */
export function embedPrompt(
  conditioning: Float32Array,
  text: readonly number[],
  { dimensions, textTables, melTables }: PromptTables,
): Float32Array {
  const { width, startToken } = dimensions;
  const textPositions = textTables.positions.length / width;
  if (text.length > textPositions) {
    throw new ParleyError('text_too_long', `The voice reads at most ${textPositions} tokens in one go.`);
  }
  const prompt = new Float32Array(conditioning.length + (text.length + 1) * width);
  prompt.set(conditioning);
  text.forEach((token, position) =>
    embed(textTables, token, position, width, prompt, conditioning.length + position * width),
  );
  embed(melTables, startToken, 0, width, prompt, prompt.length - width);
  return prompt;
}
