import type { StepDecoder } from '../network/whisper-network.js';
import { logSumOfExponentials } from './logits.js';
import type { RowPlan } from './row-plan.js';

/**
 * Probability that nobody speaks, for each row: that of its token right after the start of the transcript, before any
 * rule. To be read before rules are applied to the same logits.
 */
export function noSpeechProbabilities(
  { promptLogits }: StepDecoder,
  plans: readonly RowPlan[],
  vocabularySize: number,
): (number | undefined)[] {
  return plans.map(({ prompt, rules }, row) => {
    if (rules.noSpeech === undefined) return undefined;
    const start = (row * prompt.tokens.length + prompt.startOfTranscriptIndex) * vocabularySize;
    const sum = logSumOfExponentials(promptLogits, start, start + vocabularySize);
    return Math.exp((promptLogits[start + rules.noSpeech] ?? 0) - sum);
  });
}

/** Where the logits of the first token to be decoded lie. */
export function firstTokenOffset({ prompt }: RowPlan, row: number, vocabularySize: number): number {
  return ((row + 1) * prompt.tokens.length - 1) * vocabularySize;
}
