import type { PhonemeEvent } from '../viseme-timeline.js';
import { hopMs } from './cepstrum.js';

export interface AlignedPhoneme extends PhonemeEvent {
  /** Whether it begins in silence, as a stop after a pause does: seen before it is heard. */
  isClosed: boolean;
}

interface Pause {
  fromMs: number;
  toMs: number;
}

/**
 * Silence where nobody speaks: what begins in a pause waits until its end, and what was being said goes on there.
 * @param phonemes in order
 * @param pauses for each frame whether (1) it lies in a pause of the spoken audio
 */
export function withPauses(phonemes: readonly AlignedPhoneme[], pauses: Uint8Array): PhonemeEvent[] {
  const events: PhonemeEvent[] = phonemes.map(({ ipa, timeMs }) => ({ ipa, timeMs }));
  for (const { fromMs, toMs } of listPauses(pauses)) {
    const isInside = ({ timeMs }: PhonemeEvent) => timeMs >= fromMs && timeMs < toMs;
    events.forEach((event, i) => {
      if (isInside(event) && phonemes[i]?.isClosed !== true) event.timeMs = toMs;
    });
  }
  let nextMs = Infinity;
  for (const event of events.toReversed()) {
    event.timeMs = Math.min(event.timeMs, nextMs);
    nextMs = event.timeMs;
  }
  const silences = listPauses(pauses).flatMap(({ fromMs, toMs }): PhonemeEvent[] => {
    const interrupted = events.findLast(({ timeMs }) => timeMs < fromMs);
    const goesOn = !events.some(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
    return [
      { ipa: '', timeMs: fromMs },
      ...(goesOn && interrupted ? [{ ipa: interrupted.ipa, timeMs: toMs }] : []),
    ];
  });
  return [...events, ...silences].toSorted((a, b) => a.timeMs - b.timeMs);
}

function listPauses(pauses: Uint8Array): Pause[] {
  const found: Pause[] = [];
  for (let from = pauses.indexOf(1); from >= 0;) {
    const next = pauses.indexOf(0, from);
    const to = next < 0 ? pauses.length : next;
    found.push({ fromMs: from * hopMs, toMs: to * hopMs });
    from = next < 0 ? -1 : pauses.indexOf(1, to);
  }
  return found;
}
