import type { Sampling } from '../network/gpt-generator.js';

/**
 * Draws a token in the order of transformers' logits processors (4.55, generation/logits_process.py): repetition
 * penalty, temperature, top-k, top-p, softmax; then the first token, in the vocabulary's order, at which the cumulative
 * probabilities pass the random number.
 * @param logits of every token; changed here
 * @param seen 1 for each token that the penalty holds for
 * @param uniform from 0 to under 1
 */
export function drawToken(
  logits: Float32Array,
  seen: Uint8Array,
  sampling: Sampling,
  uniform: number,
): number {
  const { repetitionPenalty, temperature, topK, topP } = sampling;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] ?? 0;
    const penalised =
      seen[id] === 0 ? logit : logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty;
    logits[id] = penalised / temperature;
  }
  const least = leastKept(logits, topK, topP);
  const greatest = logits.reduce((max, logit) => Math.max(max, logit), Number.NEGATIVE_INFINITY);
  const weight = (id: number) => {
    const logit = logits[id] ?? 0;
    return logit < least ? 0 : Math.exp(logit - greatest);
  };
  let total = 0;
  for (let id = 0; id < logits.length; id++) total += weight(id);
  let sum = 0;
  let last = 0;
  for (let id = 0; id < logits.length; id++) {
    if ((logits[id] ?? 0) < least) continue;
    sum += weight(id);
    last = id;
    if (sum > uniform * total) return id;
  }
  return last;
}

/** The score that a token must have to be among the `topK` best and in the smallest set that has `topP` of them. */
function leastKept(scores: Float32Array, topK: number, topP: number): number {
  const ascending = scores.toSorted();
  const leastOfK = ascending[Math.max(0, ascending.length - topK)] ?? Number.NEGATIVE_INFINITY;
  const ofK = ascending.subarray(ascending.findIndex((score) => score >= leastOfK));
  const greatest = ofK.at(-1) ?? 0;
  const weights = Float64Array.from(ofK, (score) => Math.exp(score - greatest));
  const total = weights.reduce((sum, value) => sum + value, 0);
  let cumulative = 0;
  for (const [index, value] of weights.entries()) {
    cumulative += value;
    if (cumulative > (1 - topP) * total) return ofK[index] ?? leastOfK;
  }
  return greatest;
}
