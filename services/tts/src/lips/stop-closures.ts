import type { PhonemeEvent } from './viseme-timeline.js';

const stops = new Set('ptkbdɡgcqʈɖɟ');
const stepMs = 5;
/** A closure is this soft at least, whatever follows it. */
const closedDb = -38;
/** How far before a stop's event its closure may begin. */
const longestClosureMs = 100;
/** What of the sound before it a closure leaves. */
const shortestSoundMs = 20;
/** Lips close so long before a stop that follows silence is heard. */
const leadAfterPauseMs = 60;

/**
 * Phonemes whose stops begin with their closure, which is what is seen, rather than with the burst that ends it:
 * espeak-ng's events come with the burst, and half its stops would be seen 50 ms late.
 * @param samples the speech that the phonemes' times belong to, -1 to 1
 */
export function startAtClosures<Event extends PhonemeEvent>(
  phonemes: readonly Event[],
  samples: Float32Array,
  sampleRate: number,
): Event[] {
  const isClosed = (step: number) => levelAt(samples, sampleRate, step) < closedDb;
  return phonemes.map((event, i) => {
    const before = phonemes[i - 1];
    if (!before || !isStop(event.ipa)) return event;
    if (before.ipa === '')
      return { ...event, timeMs: Math.max(before.timeMs, event.timeMs - leadAfterPauseMs) };
    const earliest = Math.ceil(
      Math.max(event.timeMs - longestClosureMs, before.timeMs + shortestSoundMs) / stepMs,
    );
    let step = Math.round(event.timeMs / stepMs);
    // A burst may have begun by the event's time: the closure is then just before.
    for (let back = 0; back < 8 && step > earliest && !isClosed(step); back++) step -= 1;
    if (!isClosed(step)) return event;
    while (step > earliest && isClosed(step - 1)) step -= 1;
    return { ...event, timeMs: Math.min(event.timeMs, step * stepMs) };
  });
}

function isStop(ipa: string): boolean {
  return stops.has(
    ipa
      .normalize('NFD')
      .replaceAll(/[\p{M}\p{Lm}ˈˌ]/gu, '')
      .charAt(0),
  );
}

/** Mean power in decibels over 10 ms around the beginning of a step. */
function levelAt(samples: Float32Array, sampleRate: number, step: number): number {
  const middle = (step * stepMs * sampleRate) / 1_000;
  const half = (stepMs * sampleRate) / 1_000;
  const part = samples.subarray(Math.max(0, Math.round(middle - half)), Math.round(middle + half));
  return (
    10 * Math.log10(part.reduce((sum, value) => sum + value * value, 0) / Math.max(1, part.length) + 1e-9)
  );
}
