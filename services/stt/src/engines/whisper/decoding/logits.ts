/**
 * Numbers over stretches of logits. A row of Whisper's has 51,866 of them and is passed over some times for each token:
 * these loops allocate nothing.
 */

/** Terms smaller than this part of the largest, e^-30, change no sum of a vocabulary that anybody could tell. */
const negligible = -30;

/** Steps of the table of exponentials in a unit, and e^(-i / steps). */
const steps = 64;
const exponentials = Float64Array.from({ length: -negligible * steps + 1 }, (_, i) => Math.exp(-i / steps));

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

/**
 * Natural logarithm of the sum of the exponentials from `start` up to `end`. Exponentials come from a table and three
 * terms of the series between its steps (relative error below 3e-9): a third of the time of `Math.exp`.
 * @param largest index of the largest of them
 */
export function logSumOfExponentials(
  logits: Float32Array,
  start: number,
  end: number,
  largest = indexOfLargest(logits, start, end),
): number {
  const top = logits[largest];
  if (top === undefined) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = start; i < end; i++) {
    const below = top - (logits[i] ?? Number.NEGATIVE_INFINITY);
    if (!(below < -negligible)) continue;
    const step = (below * steps) | 0;
    const rest = below - step / steps;
    sum += (exponentials[step] ?? 0) * (1 - rest * (1 - rest * (0.5 - rest / 6)));
  }
  return top + Math.log(sum);
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
