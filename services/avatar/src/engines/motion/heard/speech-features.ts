import { bandCount } from './speech-frames.js';
import type { SpeechFrame } from './speech-frames.js';

/** Frames beside a moment that are looked at: what came before and what comes next tell sounds apart. */
const context = [-8, -4, -2, 0, 2, 4, 8] as const;
/** A moment is known when this many frames after it have been heard. */
export const framesAhead = 8;
export const featureCount = context.length * bandCount;

/** The loudest of the last seconds is what levels are compared with: it rises at once and falls by 1.5 dB a second. */
const fallDb = 0.015;
const quietestSpeechDb = -42;
/** Nothing is told apart below this, under the loudest. */
const deepestDb = -60;

/** What is known of each frame: its spectrum and its neighbours', relative to how loud the speaker is. */
export class SpeechFeatures {
  #loudestDb = quietestSpeechDb;
  /** Bands of the last frames, relative and in tens of decibels. */
  readonly #history: Float32Array[] = [];

  /** Takes the next frame. Answers the features of the frame `framesAhead` before it, once there is one. */
  push({ levelDb, bandsDb }: SpeechFrame): Float32Array | undefined {
    this.#loudestDb = Math.max(levelDb, this.#loudestDb - fallDb, quietestSpeechDb);
    this.#keep(bandsDb.map((band) => Math.max(deepestDb, band - this.#loudestDb) / 10));
    const at = this.#history.length - 1 - framesAhead;
    if (at < 0) return undefined;
    const features = new Float32Array(featureCount);
    for (const [i, offset] of context.entries()) {
      const bands = this.#history[Math.max(0, at + offset)];
      if (bands) features.set(bands, i * bandCount);
    }
    return features;
  }

  #keep(bands: Float32Array): void {
    this.#history.push(bands);
    if (this.#history.length > 2 * framesAhead + 1) this.#history.shift();
  }
}
