import { ParleyError } from '@parley/contracts';
import type { EngineTranscript, SpeechToTextEngine } from '../engines/speech-to-text-engine.js';
import {
  type BackPressureLevel,
  type Watermarks,
  backPressureLevel,
  defaultWatermarks,
} from './back-pressure.js';
import { EnginePace } from './engine-pace.js';
import { EnginePlaces } from './engine-places.js';
import {
  type Recognition,
  type RecognitionKind,
  RecognitionQueue,
  type WaitingRecognition,
  type WaitingTurn,
  cancelled,
} from './recognition-queue.js';

/** One recognition that has ended, for whoever counts. */
export interface RecognitionOutcome {
  kind: RecognitionKind;
  status: 'done' | 'failed' | 'cancelled';
  /** Milliseconds in the engine. */
  elapsedMs: number;
}

export interface RecognitionSchedulerOptions {
  /** Recognitions that may wait; one more is refused. */
  maxWaiting?: number;
  /** Least time between one speaker's interims, in milliseconds. */
  interimCooldownMs?: number;
  watermarks?: Watermarks;
  /** How long the first of some rows waits for others to share its call, in milliseconds. */
  tickMs?: number;
  onOutcome?: (outcome: RecognitionOutcome) => void;
}

const defaults = { maxWaiting: 256, interimCooldownMs: 220, watermarks: defaultWatermarks, tickMs: 12 };
/** How long work waits for an engine that is being restarted. A speaker is told within two seconds. */
const patienceMs: Record<RecognitionKind, number> = { final: 1_500, interim: 0, recording: 60_000 };
const restartPollMs = 50;
/** Nobody waits for a recording as one does in a conversation: live speech of the next seconds goes first. */
export const recordingAllowanceMs = 3_000;

/**
 * Decides which speech the engine hears next: finals first, then interims in turn with recordings that have waited long,
 * then other recordings; the earliest deadline first among each. Rows of one kind share a call where the engine can. Work that an engine process took with it into its end
 * is given to the next one, once.
 */
export class RecognitionScheduler {
  private readonly queue = new RecognitionQueue();
  private readonly options: Required<Omit<RecognitionSchedulerOptions, 'onOutcome'>>;
  private readonly onOutcome: (outcome: RecognitionOutcome) => void;
  private readonly places: EnginePlaces;
  private readonly pace = new EnginePace();
  /** Live sessions that recordings give way to. */
  speakers = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly engine: SpeechToTextEngine,
    { onOutcome, ...options }: RecognitionSchedulerOptions = {},
  ) {
    this.options = { ...defaults, ...options };
    this.onOutcome = onOutcome ?? (() => undefined);
    this.places = new EnginePlaces(engine.concurrency);
  }

  get waiting(): number {
    return this.queue.length;
  }

  waitingOf(kind: RecognitionKind): number {
    return this.queue.count(kind);
  }

  /** Calls at the engine. */
  get running(): number {
    return this.places.taken;
  }

  /** Whether finals wait for the engine: no time for interims. */
  get isBusyWithFinals(): boolean {
    return this.queue.count('final') > 0;
  }

  get backPressure(): BackPressureLevel {
    const waiting = { finals: this.queue.count('final'), interims: this.queue.count('interim') };
    return backPressureLevel(waiting, this.options.watermarks);
  }

  /** Milliseconds between one speaker's interims that the engine can keep up with, all speakers considered. */
  get interimCooldownMs(): number {
    const rows = this.engine.batch?.maxRows ?? 1;
    const callsBefore = Math.ceil((this.queue.count('interim') + 1) / rows) + this.places.takenByOthers;
    const keptUpMs = (this.pace.interimMs * callsBefore) / this.places.shared;
    return Math.max(this.options.interimCooldownMs, keptUpMs) * (this.backPressure > 0 ? 2 : 1);
  }

  /** Somebody speaks: recordings give way until the returned function is called. */
  addSpeaker(): () => void {
    this.speakers += 1;
    return () => (this.speakers -= 1);
  }

  /**
   * The text, when its turn has come. Work whose signal is aborted leaves the queue, or the engine.
   * @throws ParleyError `at_capacity`, `cancelled`, `engine_not_ready`, and what the engine throws.
   */
  submit(recognition: Recognition, signal: AbortSignal): Promise<EngineTranscript> {
    return new Promise((resolve, reject) => {
      this.assertTakes(signal);
      this.queue.add({ type: 'recognition', ...recognition, signal, isRetry: false, resolve, reject });
      if (this.engine.batch) this.dispatchIn(this.options.tickMs);
      else this.dispatch();
    });
  }

  /**
   * A place at the engine for a window of a recording that somebody else sends there: resolves when its turn has come,
   * with what gives the place back.
   * @throws ParleyError `at_capacity`, `cancelled`, `engine_not_ready`.
   */
  takeTurn(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      this.assertTakes(signal);
      const deadlineMs = performance.now() + recordingAllowanceMs;
      this.queue.add({ type: 'turn', kind: 'recording', deadlineMs, signal, resolve, reject });
      this.dispatch();
    });
  }

  /** @throws ParleyError `at_capacity` where nobody new should begin. */
  assertAdmits(): void {
    if (this.backPressure === 2) throw atCapacity();
  }

  private assertTakes(signal: AbortSignal): void {
    if (signal.aborted) throw cancelled();
    if (this.queue.length >= this.options.maxWaiting) throw atCapacity();
  }

  private dispatchIn(delayMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.dispatch();
    }, delayMs);
  }

  private dispatch(): void {
    const readiness = this.engine.readiness();
    if (!readiness.ready && readiness.code === 'engine_not_ready') {
      this.giveUpOnRestart(readiness.reason);
      if (this.queue.length > 0) this.dispatchIn(restartPollMs);
      return;
    }
    for (let kind = this.places.nextKind(this.queue); kind; kind = this.places.nextKind(this.queue)) {
      const work = this.queue.take(kind, this.rowsOf(kind));
      if (Array.isArray(work)) void this.run(kind, work);
      else this.grant(work);
    }
  }

  /** Gives a place away until whoever got it gives it back. */
  private grant({ kind, resolve }: WaitingTurn): void {
    this.places.begin(kind);
    let hasLeft = false;
    resolve(() => {
      if (hasLeft) return;
      hasLeft = true;
      this.places.end(kind);
      this.dispatch();
    });
  }

  private giveUpOnRestart(reason: string): void {
    const now = performance.now();
    for (const kind of ['final', 'interim', 'recording'] as const) {
      for (const waiting of this.queue.takeOlderThan(kind, now - patienceMs[kind])) {
        const message = `${reason} Please try again in a moment.`;
        waiting.reject(new ParleyError('engine_not_ready', message, { retryAfterMs: 2_000 }));
      }
    }
  }

  /** A long call of recordings would keep speakers waiting. */
  private rowsOf(kind: RecognitionKind): number {
    if (kind === 'recording' && this.speakers > 0) return 1;
    return this.engine.batch?.maxRows ?? 1;
  }

  private async run(kind: RecognitionKind, rows: readonly WaitingRecognition[]): Promise<void> {
    const startedAtMs = performance.now();
    this.places.begin(kind);
    const results = this.callEngine(rows).map((result, index) =>
      this.settle(rows[index], result, startedAtMs),
    );
    const settled = await Promise.all(results);
    if (kind === 'interim' && settled.every(Boolean)) {
      this.pace.measureInterim(performance.now() - startedAtMs);
    }
    this.places.end(kind);
    this.dispatch();
  }

  private callEngine(rows: readonly WaitingRecognition[]): Promise<EngineTranscript>[] {
    const inputs = rows.map(({ audio, request, signal }) => ({ audio: audio(), request, signal }));
    const { batch } = this.engine;
    if (batch && inputs.length > 1) return batch.transcribe(inputs);
    return inputs.map(({ audio, request, signal }) => this.engine.transcribe(audio, request, signal));
  }

  /** Passes a result on; returns whether there was one. */
  private async settle(
    row: WaitingRecognition | undefined,
    result: Promise<EngineTranscript>,
    startedAtMs: number,
  ): Promise<boolean> {
    if (!row) return false;
    const outcome = (status: RecognitionOutcome['status']) =>
      this.onOutcome({ kind: row.kind, status, elapsedMs: performance.now() - startedAtMs });
    try {
      row.resolve(await result);
      outcome('done');
      return true;
    } catch (error) {
      outcome(row.signal.aborted ? 'cancelled' : 'failed');
      if (this.canRetry(row, error)) this.queue.add({ ...row, isRetry: true });
      else row.reject(error);
      return false;
    }
  }

  private canRetry(row: WaitingRecognition, error: unknown): boolean {
    if (row.isRetry || row.kind === 'interim' || row.signal.aborted) return false;
    return error instanceof ParleyError && ['engine_failed', 'engine_not_ready'].includes(error.code);
  }
}

const atCapacity = () =>
  new ParleyError('at_capacity', 'More speech waits here than can be recognised soon.', {
    retryAfterMs: 2_000,
  });
