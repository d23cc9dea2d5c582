/** How long the other side may be silent: it is waited for while this was told to wait, and given up once. */
export class Patience {
  /** Aborts when the wait was too long, or when `outer` does. */
  readonly signal: AbortSignal;
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.abort.signal]);
  }

  get isExhausted(): boolean {
    return this.abort.signal.aborted;
  }

  /** From now on, at most so long. */
  waitAtMost(durationMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.abort.abort(), durationMs);
  }

  /** Nothing is waited for. */
  rest(): void {
    clearTimeout(this.timer);
  }
}
