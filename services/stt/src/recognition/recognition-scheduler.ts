import { ParleyError } from '@parley/contracts';
import type {
  EngineRequest,
  EngineTranscript,
  SpeechToTextEngine,
} from '../engines/speech-to-text-engine.js';

/** `final`: somebody waits for this text. `interim`: a better one follows anyway. */
export type RecognitionKind = 'final' | 'interim';

export interface Recognition {
  kind: RecognitionKind;
  /** When the text is wanted, on `performance.now()`'s clock: the earliest goes first among its kind. */
  deadlineMs: number;
  /** Asked for when the engine is free, so that an interim hears everything said by then. */
  audio: () => Float32Array;
  request: EngineRequest;
}

interface Waiting extends Recognition {
  signal: AbortSignal;
  onAbort: () => void;
  resolve: (transcript: EngineTranscript) => void;
  reject: (error: unknown) => void;
}

const rank = { final: 0, interim: 1 } as const;
const samplesPerMs = 16;
/** Weight of the newest measurement in the averages. */
const smoothing = 0.3;

export interface RecognitionSchedulerOptions {
  /** Recognitions that may wait; one more is refused. */
  maxWaiting?: number;
}

/**
 * Decides which speech the engine hears next: finals before interims, the earliest deadline first among each. One
 * place at the engine is kept free of interims where there are several, so that a final finds it.
 */
export class RecognitionScheduler {
  private readonly queue: Waiting[] = [];
  private readonly maxWaiting: number;
  private readonly interimPlaces: number;
  private runningFinals = 0;
  private runningInterims = 0;
  /** Time to recognise, as a share of the audio's own. */
  private timePerAudio = 0.25;
  private interimMs = 0;

  constructor(
    private readonly engine: SpeechToTextEngine,
    options: RecognitionSchedulerOptions = {},
  ) {
    this.maxWaiting = options.maxWaiting ?? 256;
    this.interimPlaces = Math.max(1, engine.concurrency - 1);
  }

  get waiting(): number {
    return this.queue.length;
  }

  get running(): number {
    return this.runningFinals + this.runningInterims;
  }

  /** Whether finals wait for the engine: no time for interims. */
  get isBusyWithFinals(): boolean {
    return this.queue.some(({ kind }) => kind === 'final');
  }

  /** Milliseconds that recognising this much audio takes now, waiting apart. */
  expectedMs(audioMs: number): number {
    return audioMs * this.timePerAudio;
  }

  /** Milliseconds between one speaker's interims that the engine can keep up with, all speakers considered. */
  get interimCooldownMs(): number {
    const others = this.queue.filter(({ kind }) => kind === 'interim').length;
    return (this.interimMs * (others + this.runningInterims + 1)) / this.interimPlaces;
  }

  /**
   * The text, when its turn has come. Work whose signal is aborted leaves the queue, or the engine.
   * @throws ParleyError `at_capacity`, `cancelled`, and what the engine throws.
   */
  submit(recognition: Recognition, signal: AbortSignal): Promise<EngineTranscript> {
    if (signal.aborted) return Promise.reject(cancelled());
    if (this.queue.length >= this.maxWaiting) {
      const error = new ParleyError('at_capacity', 'More speech waits here than can be recognised soon.', {
        retryAfterMs: 2_000,
      });
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.remove(waiting);
        reject(cancelled());
      };
      const waiting: Waiting = { ...recognition, signal, onAbort, resolve, reject };
      signal.addEventListener('abort', onAbort, { once: true });
      this.queue.push(waiting);
      this.queue.sort((a, b) => rank[a.kind] - rank[b.kind] || a.deadlineMs - b.deadlineMs);
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.running < this.engine.concurrency) {
      const next = this.queue.find(
        ({ kind }) => kind === 'final' || this.runningInterims < this.interimPlaces,
      );
      if (!next) return;
      this.remove(next);
      void this.run(next);
    }
  }

  private async run(work: Waiting): Promise<void> {
    const startedAt = performance.now();
    const isInterim = work.kind === 'interim';
    if (isInterim) this.runningInterims += 1;
    else this.runningFinals += 1;
    try {
      const audio = work.audio();
      const transcript = await this.engine.transcribe(audio, work.request, work.signal);
      this.measure(audio.length / samplesPerMs, performance.now() - startedAt, isInterim);
      work.resolve(transcript);
    } catch (error) {
      work.reject(error);
    } finally {
      if (isInterim) this.runningInterims -= 1;
      else this.runningFinals -= 1;
      this.dispatch();
    }
  }

  private measure(audioMs: number, elapsedMs: number, isInterim: boolean): void {
    if (audioMs > 0) this.timePerAudio += smoothing * (elapsedMs / audioMs - this.timePerAudio);
    if (isInterim) this.interimMs += smoothing * (elapsedMs - this.interimMs);
  }

  private remove(work: Waiting): void {
    work.signal.removeEventListener('abort', work.onAbort);
    const at = this.queue.indexOf(work);
    if (at >= 0) this.queue.splice(at, 1);
  }
}

const cancelled = () => new ParleyError('cancelled', 'The work was cancelled.');
