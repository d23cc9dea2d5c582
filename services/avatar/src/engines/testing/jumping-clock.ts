import type { Clock } from '../live-session.js';

/** A clock that jumps to the next thing that is awaited, so that seconds of live video take no time. */
export class JumpingClock implements Clock {
  #nowMs = 0;
  readonly #alarms: { atMs: number; run: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.#goTo(this.#nowMs + ms, signal);
    await Promise.resolve();
  }

  /** Runs what is due on the way; stays where `signal` aborted. */
  #goTo(untilMs: number, signal?: AbortSignal): void {
    const goesOn = (): boolean => signal?.aborted !== true;
    while (goesOn()) {
      const next = this.#alarms.toSorted((x, y) => x.atMs - y.atMs)[0];
      if (!next || next.atMs > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#alarms.splice(this.#alarms.indexOf(next), 1);
      next.run();
    }
    if (goesOn()) this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  at(ms: number, run: () => void): void {
    this.#alarms.push({ atMs: ms, run });
  }

  pass(ms: number): void {
    this.#goTo(this.#nowMs + ms);
  }
}
