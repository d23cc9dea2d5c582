import type { FrameQuality } from '../avatar-engine.js';

/** A change of quality takes this long: eight frames, in which no difference of light or place can be seen as a jump. */
const fadeMs = 320;

/** What a frame is made of: one quality, or one that gives way to another. */
export type FrameMix =
  | { type: 'one'; quality: FrameQuality }
  | { type: 'fading'; from: FrameQuality; to: FrameQuality; weight: number };

/** Turns changes of quality into cross-fades. One for each portrait, whose sessions fade together. */
export class QualityFade {
  #quality: FrameQuality | undefined;
  #before: FrameQuality | undefined;
  #sinceMs = 0;

  /** The mix for the frame at `nowMs`, when `wanted` is the quality to be drawn from now on. */
  mix(wanted: FrameQuality, nowMs: number): FrameMix {
    const weight = (nowMs - this.#sinceMs) / fadeMs;
    // A fade that has begun is ended before another begins, or the first would jump.
    if (this.#before !== undefined && this.#quality !== undefined && weight < 1) {
      return { type: 'fading', from: this.#before, to: this.#quality, weight: Math.max(0, weight) };
    }
    this.#before = undefined;
    if (this.#quality !== undefined && this.#quality !== wanted) {
      this.#before = this.#quality;
      this.#sinceMs = nowMs;
    }
    this.#quality = wanted;
    return this.#before === undefined
      ? { type: 'one', quality: wanted }
      : { type: 'fading', from: this.#before, to: wanted, weight: 0 };
  }
}
