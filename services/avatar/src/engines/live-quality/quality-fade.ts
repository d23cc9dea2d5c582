import type { FrameQuality } from '../avatar-engine.js';

/** A change of quality takes this long: eight frames, in which no difference of light or place can be seen as a jump. */
const fadeMs = 320;
/** No frame goes further than this, however late it is. */
const mostStep = 1 / 8;

/** What a frame is made of: one quality, or one that gives way to another. */
export type FrameMix =
  | { type: 'one'; quality: FrameQuality }
  | { type: 'fading'; from: FrameQuality; to: FrameQuality; weight: number };

/** Turns changes of quality into cross-fades. One for each portrait, whose sessions fade together. */
export class QualityFade {
  #quality: FrameQuality | undefined;
  #fade: { from: FrameQuality; weight: number; lastMs: number } | undefined;

  /** The mix for the frame at `nowMs`, when `wanted` is the quality to be drawn from now on. */
  mix(wanted: FrameQuality, nowMs: number): FrameMix {
    // A fade that has begun is ended before another begins, or the first would jump.
    if (this.#fade && this.#quality !== undefined) {
      const { from, weight, lastMs } = this.#fade;
      const next = weight + Math.min(mostStep, Math.max(0, nowMs - lastMs) / fadeMs);
      if (next < 1) {
        this.#fade = { from, weight: next, lastMs: nowMs };
        return { type: 'fading', from, to: this.#quality, weight: next };
      }
      this.#fade = undefined;
    }
    const from = this.#quality;
    this.#quality = wanted;
    if (from === undefined || from === wanted) return { type: 'one', quality: wanted };
    this.#fade = { from, weight: 0, lastMs: nowMs };
    return { type: 'fading', from, to: wanted, weight: 0 };
  }

  /** This quality was shown without a fade, since there was no other: what comes next fades from it. */
  cutTo(quality: FrameQuality): void {
    this.#quality = quality;
    this.#fade = undefined;
  }
}
