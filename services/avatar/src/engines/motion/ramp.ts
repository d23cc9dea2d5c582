import { smootherStep } from './seeded-noise.js';

/** A number that goes smoothly to its target, always from where it is. */
export class Ramp {
  readonly #durationMs: number;
  #from = 0;
  #to = 0;
  #startMs = 0;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  get target(): number {
    return this.#to;
  }

  at(timeMs: number): number {
    return this.#from + (this.#to - this.#from) * smootherStep((timeMs - this.#startMs) / this.#durationMs);
  }

  /** Starts towards `target` at `timeMs`; does nothing where it is already the target. */
  aim(target: number, timeMs: number): void {
    if (target === this.#to) return;
    this.#from = this.at(timeMs);
    this.#to = target;
    this.#startMs = timeMs;
  }
}
