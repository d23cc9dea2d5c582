import type { Hypothesis } from './row-plan.js';

/**
 * The likeliest hypothesis, long ones not being at a disadvantage: by the mean of the logarithms, or by Google NMT's
 * penalty (openai/whisper, decoding.py, MaximumLikelihoodRanker). Of equals, the first.
 */
export function likeliestHypothesis(
  hypotheses: readonly Hypothesis[],
  lengthPenalty: number | undefined,
): Hypothesis {
  const score = ({ tokens, sumLogProbability }: Hypothesis) =>
    sumLogProbability /
    (lengthPenalty === undefined ? Math.max(tokens.length, 1) : ((5 + tokens.length) / 6) ** lengthPenalty);
  return hypotheses.reduce((best, next) => (score(next) > score(best) ? next : best));
}
