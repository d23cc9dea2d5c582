import { visemesOf } from '../ipa-visemes.js';
import type { PhonemeEvent } from '../viseme-timeline.js';

/** What two phonemes cost that do not correspond; two that never can cost more than leaving both out. */
const gapCost = 0.8;
const impossibleCost = 2;
const otherVowelCost = 0.3;
const otherConsonantCost = 1.3;
const vowels = new Set(['aa', 'E', 'ih', 'oh', 'ou']);

function mismatch(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : impossibleCost;
  const [first = ''] = visemesOf(a);
  const [second = ''] = visemesOf(b);
  if (first === second) return 0;
  if (vowels.has(first) !== vowels.has(second)) return impossibleCost;
  return vowels.has(first) ? otherVowelCost : otherConsonantCost;
}

/** Which phonemes of two pronunciations of one text correspond (Needleman and Wunsch, 1970), as pairs of indices. */
function matchPhonemes(left: readonly PhonemeEvent[], right: readonly PhonemeEvent[]): [number, number][] {
  const width = right.length + 1;
  const costs = new Float64Array((left.length + 1) * width);
  const pairCost = (i: number, j: number) => mismatch(left[i - 1]?.ipa ?? '', right[j - 1]?.ipa ?? '');
  const cost = (i: number, j: number) => costs[i * width + j] ?? Infinity;
  for (let i = 0; i <= left.length; i++) {
    for (let j = 0; j <= right.length; j++) {
      costs[i * width + j] =
        i === 0 || j === 0
          ? (i + j) * gapCost
          : Math.min(cost(i - 1, j - 1) + pairCost(i, j), cost(i - 1, j) + gapCost, cost(i, j - 1) + gapCost);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = left.length, j = right.length; i > 0 && j > 0;) {
    const isPair = Math.abs(cost(i, j) - cost(i - 1, j - 1) - pairCost(i, j)) < 1e-9;
    const isLeftGap = Math.abs(cost(i, j) - cost(i - 1, j) - gapCost) < 1e-9;
    if (isPair) {
      if (pairCost(i, j) <= otherVowelCost && left[i - 1]?.ipa !== '') pairs.push([i - 1, j - 1]);
      j -= 1;
    }
    if (isPair || isLeftGap) i -= 1;
    else j -= 1;
  }
  return pairs;
}

/**
 * How far, in milliseconds, each phoneme's predicted onset lies from where a voice says that it is. Phonemes that
 * only one of the two has are left out, and pauses.
 */
export function onsetErrors(predicted: readonly PhonemeEvent[], spoken: readonly PhonemeEvent[]): number[] {
  const ours = predicted.filter(({ ipa }) => !ipa.startsWith('('));
  const theirs = spoken.filter(({ ipa }) => !ipa.startsWith('('));
  return matchPhonemes(ours, theirs).map(([i, j]) => (ours[i]?.timeMs ?? 0) - (theirs[j]?.timeMs ?? 0));
}

/** @param share 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
