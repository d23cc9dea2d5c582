import { framesPerSecond } from '@parley/contracts';
import type { VisemeEvent } from '@parley/contracts';
import { heardSampleRate } from '../../services/avatar/src/engines/motion/heard/speech-frames.js';
import type { SpokenSentence } from './timed-speech.js';

/** Curves have a value every 5 ms. */
export const stepMs = 5;
const vowels = new Set(['aa', 'E', 'ih', 'oh', 'ou']);
const longestLagMs = 300;

/** How loud the vowels are, over time: the speech's amplitude where a vowel is said, 0 elsewhere. */
export function vowelEnergy({ samples, visemes, durationMs }: SpokenSentence): number[] {
  const half = (10 * heardSampleRate) / 1000;
  return Array.from({ length: Math.floor(durationMs / stepMs) }, (_, i) => {
    const timeMs = i * stepMs;
    if (!vowels.has(visemeAt(visemes, timeMs))) return 0;
    const middle = Math.round((timeMs * heardSampleRate) / 1000);
    const part = samples.subarray(Math.max(0, middle - half), middle + half);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, part.length));
  });
}

function visemeAt(visemes: readonly VisemeEvent[], timeMs: number): string {
  return (
    visemes.find((event) => event.timeMs <= timeMs && timeMs < event.timeMs + event.durationMs)?.viseme ??
    'sil'
  );
}

/** What frames show, between frames as the eye does: frame n is seen at n / 25 s. */
export function betweenFrames(frames: readonly number[], durationMs: number): number[] {
  return Array.from({ length: Math.floor(durationMs / stepMs) }, (_, i) => {
    const position = (i * stepMs * framesPerSecond) / 1000;
    const before = frames[Math.floor(position)] ?? 0;
    const after = frames[Math.floor(position) + 1] ?? before;
    return before + (after - before) * (position % 1);
  });
}

/**
 * By how much `seen` comes after `heard` (negative: before it), where the two correlate best, and how well.
 * Both have a value every `stepMs`.
 */
export function bestLag(
  heard: readonly number[],
  seen: readonly number[],
): { lagMs: number; correlation: number } {
  let best = { lagMs: 0, correlation: -1 };
  for (let lagMs = -longestLagMs; lagMs <= longestLagMs; lagMs += stepMs) {
    const correlation = correlationAt(heard, seen, lagMs / stepMs);
    if (correlation > best.correlation) best = { lagMs, correlation };
  }
  return best;
}

function correlationAt(a: readonly number[], b: readonly number[], lag: number): number {
  const pairs = a.flatMap((value, i): [number, number][] => {
    const other = b[i + lag];
    return other === undefined ? [] : [[value, other]];
  });
  const mean = (of: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [x, y] of pairs) {
    ab += (x - meanA) * (y - meanB);
    aa += (x - meanA) ** 2;
    bb += (y - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
