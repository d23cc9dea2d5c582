/** What a network says of one row: natural logarithms of probabilities, [steps, classes]. */
export interface LogProbabilities {
  values: Float32Array;
  steps: number;
  classes: number;
}

/** A token that a decoder heard, from its first step to the one after its last. */
export interface DecodedToken {
  id: number;
  startStep: number;
  endStep: number;
  /** Natural logarithm: the greatest of its steps. */
  logProbability: number;
}

/** Turns raw outputs, [steps, classes], into logarithms of probabilities, in place. */
export function logSoftmax(values: Float32Array, classes: number): void {
  for (let start = 0; start < values.length; start += classes) {
    const step = values.subarray(start, start + classes);
    let greatest = -Infinity;
    for (const value of step) if (value > greatest) greatest = value;
    let sum = 0;
    for (const value of step) sum += Math.exp(value - greatest);
    const logSum = greatest + Math.log(sum);
    for (let index = 0; index < classes; index++) step[index] = (step[index] ?? 0) - logSum;
  }
}
