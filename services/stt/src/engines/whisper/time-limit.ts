import { ParleyError } from '@parley/contracts';

/** A large model on a slow CPU may need many times the audio's own time, with every temperature tried. */
const baseMs = 60_000;
const msPerAudioMs = 30;

/** A caller's signal, and the longest that recognising some audio may take. */
export class TimeLimit {
  readonly signal: AbortSignal;
  private readonly timeout: AbortSignal;

  constructor(
    audioMs: number,
    private readonly caller: AbortSignal,
  ) {
    this.timeout = AbortSignal.timeout(Math.ceil(baseMs + audioMs * msPerAudioMs));
    this.signal = AbortSignal.any([caller, this.timeout]);
  }

  /** What a call's failure means to the caller. */
  explain(error: unknown): unknown {
    if (!this.timeout.aborted || this.caller.aborted) return error;
    return new ParleyError('engine_timeout', 'Whisper did not answer in time. Please try again.', {
      cause: error,
    });
  }
}
