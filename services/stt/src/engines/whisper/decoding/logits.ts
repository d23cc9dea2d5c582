/**
 * Numbers over stretches of logits. A row of Whisper's has 51,866 of them and is passed over some times for each token:
 * these loops allocate nothing.
 */

/** Terms smaller than this part of the largest, e^-30, are lost in double precision sums anyway. */
const negligible = -30;

/** Index of the largest value from `start` up to `end`, the first of equals; -1 where all are minus infinity. */
export function indexOfLargest(logits: Float32Array, start: number, end: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  let index = -1;
  for (let i = start; i < end; i++) {
    const value = logits[i] ?? Number.NEGATIVE_INFINITY;
    if (value > largest) {
      largest = value;
      index = i;
    }
  }
  return index;
}

/** Natural logarithm of the sum of the exponentials from `start` up to `end`. */
export function logSumOfExponentials(logits: Float32Array, start: number, end: number): number {
  const largest = logits[indexOfLargest(logits, start, end)];
  if (largest === undefined) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = start; i < end; i++) {
    const difference = (logits[i] ?? Number.NEGATIVE_INFINITY) - largest;
    if (difference > negligible) sum += Math.exp(difference);
  }
  return largest + Math.log(sum);
}

/**
 * Draws an index from `start` up to `end`, each with the probability that a softmax of the logits over `temperature`
 * gives it.
 * @param uniform a number from 0 to under 1
 * @param weights room for `end - start` numbers
 */
export function drawIndex(
  logits: Float32Array,
  start: number,
  end: number,
  temperature: number,
  uniform: number,
  weights: Float64Array,
): number {
  const likeliest = indexOfLargest(logits, start, end);
  const largest = logits[likeliest] ?? 0;
  let sum = 0;
  for (let i = start; i < end; i++) {
    const difference = ((logits[i] ?? Number.NEGATIVE_INFINITY) - largest) / temperature;
    const weight = difference > negligible ? Math.exp(difference) : 0;
    weights[i - start] = weight;
    sum += weight;
  }
  let left = uniform * sum;
  for (let i = start; i < end; i++) {
    left -= weights[i - start] ?? 0;
    if (left < 0) return i;
  }
  return likeliest;
}

/** Indices of the `count` largest finite values from `start` up to `end`, the largest first, the first of equals. */
export function largestIndices(logits: Float32Array, start: number, end: number, count: number): number[] {
  const found: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) {
    const value = logits[i] ?? Number.NEGATIVE_INFINITY;
    if (!(value > least)) continue;
    let at = found.length;
    while (at > 0 && value > (logits[found[at - 1] ?? 0] ?? 0)) at--;
    found.splice(at, 0, i);
    if (found.length > count) found.pop();
    if (found.length === count) least = logits[found[count - 1] ?? 0] ?? 0;
  }
  return found;
}
