import type { VisemeEvent } from '@parley/contracts';
import { type PhonemeEvent, clipTimeline, visemeTimeline } from './viseme-timeline.js';

/** Mouth shapes by the clock alone, where speech cannot be aligned: as the reference says them, stretched. */
export class ScaledTimeline {
  readonly #timeline: VisemeEvent[];
  readonly #durationMs: number;
  readonly #slowdown: number;

  /**
   * @param phonemes of the reference; none make silence
   * @param durationMs of the reference
   * @param slowdown how much longer than the reference the spoken piece probably is
   */
  constructor(phonemes: readonly PhonemeEvent[], durationMs: number, slowdown: number) {
    this.#timeline = visemeTimeline(phonemes, durationMs);
    this.#durationMs = durationMs;
    this.#slowdown = slowdown;
  }

  /** The shapes of a stretch of the spoken piece, without gaps; the last one takes all that is left. */
  stretch(fromMs: number, toMs: number, isLast: boolean): VisemeEvent[] {
    if (toMs <= fromMs) return [];
    const from = Math.min(this.#durationMs, fromMs / this.#slowdown);
    const to = isLast ? this.#durationMs : Math.min(this.#durationMs, toMs / this.#slowdown);
    if (to <= from) return [{ viseme: 'sil', timeMs: fromMs, durationMs: toMs - fromMs }];
    const factor = (toMs - fromMs) / (to - from);
    return clipTimeline(this.#timeline, from, to).map(({ viseme, timeMs, durationMs }) => ({
      viseme,
      timeMs: fromMs + (timeMs - from) * factor,
      durationMs: durationMs * factor,
    }));
  }
}
