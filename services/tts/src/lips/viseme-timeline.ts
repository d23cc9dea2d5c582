import type { VisemeEvent } from '@parley/contracts';
import { visemesOf } from './ipa-visemes.js';

export interface PhonemeEvent {
  /** Empty at a pause. */
  ipa: string;
  timeMs: number;
}

/** A timeline without gaps from phoneme onsets: each lasts until the next, the last until the audio's end. */
export function visemeTimeline(phonemes: readonly PhonemeEvent[], durationMs: number): VisemeEvent[] {
  const timeline: VisemeEvent[] = [];
  const add = (event: VisemeEvent) => {
    const last = timeline.at(-1);
    if (last?.viseme === event.viseme) last.durationMs = event.timeMs + event.durationMs - last.timeMs;
    else if (event.durationMs > 0) timeline.push(event);
  };
  const spoken = phonemes.filter(({ ipa }) => visemesOf(ipa).length > 0);
  const first = spoken[0]?.timeMs ?? durationMs;
  if (first > 0) add({ viseme: 'sil', timeMs: 0, durationMs: first });
  for (const [index, { ipa, timeMs }] of spoken.entries()) {
    const endMs = Math.min(spoken[index + 1]?.timeMs ?? durationMs, durationMs);
    const shapes = visemesOf(ipa);
    const shareMs = (endMs - timeMs) / shapes.length;
    for (const [part, viseme] of shapes.entries()) {
      add({ viseme, timeMs: timeMs + part * shareMs, durationMs: shareMs });
    }
  }
  return timeline;
}

/** The stretch of a timeline from one moment to another. */
export function clipTimeline(timeline: readonly VisemeEvent[], fromMs: number, toMs: number): VisemeEvent[] {
  return timeline.flatMap(({ viseme, timeMs, durationMs }) => {
    const startMs = Math.max(fromMs, timeMs);
    const endMs = Math.min(toMs, timeMs + durationMs);
    return endMs > startMs ? [{ viseme, timeMs: startMs, durationMs: endMs - startMs }] : [];
  });
}
