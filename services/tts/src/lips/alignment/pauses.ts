import { hopMs } from './cepstrum.js';

/** So far below the loud parts of speech, nobody speaks. */
const silenceBelowPeakDb = 35;
const silenceDb = -60;
/** How many of the frames may be louder than what counts as the peak. */
const peakShare = 0.05;
/** The closure of a stop is shorter; frames of a silence as long are a pause. */
const shortestPauseMs = 80;

/** How loud the loud parts will be, where only the noise before the first word may have been heard. */
const expectedPeakDb = -18;

/**
 * Below this level, in decibels, a voice that is as loud as these frames is silent.
 * @param isComplete whether no louder frames can follow
 */
export function silenceLevel(levels: Float32Array, isComplete: boolean): number {
  const sorted = levels.toSorted();
  const heard = sorted[Math.floor(sorted.length * (1 - peakShare))] ?? silenceDb;
  const peak = isComplete ? heard : Math.max(heard, expectedPeakDb);
  return Math.max(silenceDb, peak - silenceBelowPeakDb);
}

/**
 * Which frames (1) lie in a pause: a silence that is long, or that begins or ends the audio. Where the audio goes on,
 * the silence at its end must be long too.
 */
export function findPauses(levels: Float32Array, silentBelow: number, isComplete: boolean): Uint8Array {
  const pauses = new Uint8Array(levels.length);
  const shortest = shortestPauseMs / hopMs;
  for (let from = 0; from < levels.length; from++) {
    let to = from;
    while (to < levels.length && (levels[to] ?? 0) < silentBelow) to++;
    const isOuter = from === 0 || (isComplete && to === levels.length);
    if (isOuter || to - from >= shortest) pauses.fill(1, from, to);
    from = to;
  }
  return pauses;
}
