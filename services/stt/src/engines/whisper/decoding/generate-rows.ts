import type { SearchOptions } from './decoding-types.js';
import type { DecodedRow, RowGroup } from './row-plan.js';

/**
 * Decodes rows greedily inside one graph.
 * @throws the signal's reason
 */
export async function generateRows(
  { network, windows, plans }: RowGroup,
  { onProgress }: SearchOptions,
  signal: AbortSignal,
): Promise<DecodedRow[]> {
  const [first] = plans;
  if (!first || !network.generate) return [];
  const generation = {
    ...first.rules,
    noSpeech: first.rules.noSpeech,
    prompts: plans.map(({ prompt }) => prompt.tokens),
    startOfTranscriptIndex: first.prompt.startOfTranscriptIndex,
    maxNewTokens: first.maxNewTokens,
    onProgress: (rows: readonly (readonly number[])[]) =>
      rows.forEach((tokens, row) => onProgress?.(row, [...(plans[row]?.prompt.prefix ?? []), ...tokens])),
  };
  return network.generate(windows, generation, signal);
}
