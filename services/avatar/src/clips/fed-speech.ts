import type { VisemeEvent } from '@parley/contracts';
import type { MotionSource } from '../engines/motion/motion-source.js';
import { VisemeTrack } from '../engines/motion/viseme-track.js';

/** The track knows what comes this far ahead. */
const aheadMs = 2_000;

/** Visemes of any length of speech, given to a bounded track as they come up. */
export class FedSpeech implements MotionSource {
  readonly #track = new VisemeTrack();
  readonly #events: readonly VisemeEvent[];
  #next = 0;

  constructor(events: readonly VisemeEvent[]) {
    this.#events = events.toSorted((a, b) => a.timeMs - b.timeMs);
  }

  mouthAt(mediaMs: number): ReturnType<MotionSource['mouthAt']> {
    this.#feed(mediaMs);
    return this.#track.mouthAt(mediaMs);
  }

  voicedNear(mediaMs: number, marginMs: number): boolean {
    this.#feed(mediaMs);
    return this.#track.voicedNear(mediaMs, marginMs);
  }

  forgetBefore(mediaMs: number): void {
    this.#track.forgetBefore(mediaMs);
  }

  #feed(mediaMs: number): void {
    const from = this.#next;
    while ((this.#events[this.#next]?.timeMs ?? Infinity) < mediaMs + aheadMs) this.#next += 1;
    if (this.#next > from) this.#track.push(this.#events.slice(from, this.#next));
  }
}
