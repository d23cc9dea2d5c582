import { ParleyError } from '@parley/contracts';

/** A large model on a slow CPU may need many times the audio's own time, with every temperature tried. */
const baseMs = 60_000;
const msPerAudioMs = 30;

/** A caller's signal, and the longest that recognising some audio may take. Whoever makes one ends it. */
export class TimeLimit {
  private readonly either = new AbortController();
  private readonly onAbort = () => this.either.abort();
  private readonly timer: NodeJS.Timeout;
  private isOver = false;

  constructor(
    audioMs: number,
    private readonly caller: AbortSignal,
  ) {
    this.timer = setTimeout(
      () => {
        this.isOver = true;
        this.either.abort();
      },
      baseMs + audioMs * msPerAudioMs,
    );
    caller.addEventListener('abort', this.onAbort, { once: true });
    if (caller.aborted) this.either.abort();
  }

  get signal(): AbortSignal {
    return this.either.signal;
  }

  /** What a call's failure means to the caller. */
  explain(error: unknown): unknown {
    if (!this.isOver) return error;
    return new ParleyError(
      'engine_timeout',
      'The speech recogniser did not answer in time. Please try again.',
      {
        cause: error,
      },
    );
  }

  end(): void {
    clearTimeout(this.timer);
    this.caller.removeEventListener('abort', this.onAbort);
  }
}
