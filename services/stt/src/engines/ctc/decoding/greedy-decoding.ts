import type { DecodedToken, LogProbabilities } from './log-probabilities.js';

/**
 * The most probable class of each step; runs of one class are one token, and the blank is none (Graves et al.,
 * Connectionist Temporal Classification, 2006).
 */
export function decodeGreedily({ values, steps, classes }: LogProbabilities, blank: number): DecodedToken[] {
  const tokens: DecodedToken[] = [];
  let previous = blank;
  for (let step = 0; step < steps; step++) {
    const row = values.subarray(step * classes, (step + 1) * classes);
    const id = greatestIndex(row);
    const logProbability = row[id] ?? 0;
    const last = tokens.at(-1);
    if (id !== blank && id === previous && last) {
      last.endStep = step + 1;
      last.logProbability = Math.max(last.logProbability, logProbability);
    } else if (id !== blank) {
      tokens.push({ id, startStep: step, endStep: step + 1, logProbability });
    }
    previous = id;
  }
  return tokens;
}

function greatestIndex(values: Float32Array): number {
  let best = 0;
  let greatest = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value > greatest) {
      greatest = value;
      best = index;
    }
  }
  return best;
}
