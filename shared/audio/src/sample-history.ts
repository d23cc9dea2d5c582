/** A stretch of a stream of samples. Positions count samples since the stream began. */
export interface SampleRange {
  /** Position of the first sample. */
  readonly start: number;
  readonly samples: Float32Array;
  /** How many samples before `start` were asked for and are gone. */
  readonly missing: number;
}

/**
 * The last samples of a stream, by their position since its beginning: what was said before speech was noticed is
 * still here. Bounded; the oldest samples make room, and every read says what it misses.
 */
export class SampleHistory {
  readonly #ring: Float32Array;
  #end = 0;

  /** @param capacity how many samples are kept. */
  constructor(capacity: number) {
    this.#ring = new Float32Array(capacity);
  }

  /** Position of the oldest sample that is still here. */
  get start(): number {
    return Math.max(0, this.#end - this.#ring.length);
  }

  /** Position after the newest sample: how many were pushed in all. */
  get end(): number {
    return this.#end;
  }

  /** Adds samples; returns how many old (or, of a block longer than the ring, new) ones were lost to make room. */
  push(samples: Float32Array): number {
    const startBefore = this.start;
    const kept = samples.subarray(Math.max(0, samples.length - this.#ring.length));
    this.#end += samples.length - kept.length;
    const at = this.#end % this.#ring.length;
    const untilWrap = kept.subarray(0, this.#ring.length - at);
    this.#ring.set(untilWrap, at);
    this.#ring.set(kept.subarray(untilWrap.length));
    this.#end += kept.length;
    return this.start - startBefore;
  }

  /** A copy of the samples from one position to before another, as far as they are here. */
  read(from: number, to: number): SampleRange {
    const start = Math.min(Math.max(from, this.start), this.#end);
    const end = Math.max(start, Math.min(to, this.#end));
    const samples = new Float32Array(end - start);
    const at = start % this.#ring.length;
    const untilWrap = this.#ring.subarray(at, at + samples.length);
    samples.set(untilWrap);
    samples.set(this.#ring.subarray(0, samples.length - untilWrap.length), untilWrap.length);
    return { start, samples, missing: Math.max(0, start - Math.max(0, from)) };
  }
}
