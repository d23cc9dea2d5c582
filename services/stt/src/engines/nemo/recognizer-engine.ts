import { levelDbfs } from '@parley/audio';
import { type EngineStatus, ParleyError, toParleyError } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
import type {
  EngineBatch,
  EngineCapabilities,
  EngineReadiness,
  EngineRequest,
  EngineRow,
  EngineTranscript,
  SpeechToTextEngine,
} from '../speech-to-text-engine.js';
import { PendingRows } from './pending-rows.js';
import type { GraphFacts } from '@parley/inference/sessions';
import type { RecognizerProtocol } from './recognizer-protocol.js';

/** What makes one recogniser of this family differ from another, seen from the service's process. */
export interface RecognizerDescription<Load> {
  id: string;
  description: string;
  /** The model's name. */
  model: string;
  languages: readonly string[];
  capabilities: EngineCapabilities;
  maxAudioMs: number;
  maxRows: number;
  /** The engine process's main file. */
  entry: URL;
  load: Load;
  /**
   * Makes a request one that the recogniser takes: finds out the language, for one.
   * @throws ParleyError where it cannot be taken; only its row fails
   */
  prepare?: (row: EngineRow) => Promise<EngineRequest>;
  /** Called when the recogniser is unloaded, for what works beside it. */
  onUnload?: () => Promise<void>;
  onEvent?: (event: EngineProcessEvent) => void;
}

/** Shorter or softer audio holds no word. */
const shortestAudioMs = 60;
const softestDbfs = -80;
/** Weights of gigabytes come from slow disks. */
const startTimeoutMs = 300_000;
const callTimeoutMs = 300_000;
/** One run of a large encoder over a full batch on a slow CPU: nothing ends it but killing the process. */
const cancelGraceMs = 120_000;
const notLoaded = 'The speech recogniser is not loaded.';

/** A recogniser whose whole pipeline runs in an engine process: audio goes in, text comes out. One batch at a time. */
export class RecognizerEngine<Load> implements SpeechToTextEngine {
  readonly id: string;
  readonly languages: readonly string[];
  readonly capabilities: EngineCapabilities;
  readonly maxAudioMs: number;
  readonly concurrency = 1;
  readonly batch: EngineBatch;
  private readonly process: EngineProcess<Load, RecognizerProtocol>;
  private facts: GraphFacts | undefined;
  private failure: ParleyError | undefined;
  private running = 0;
  private nextBatch = 1;

  constructor(private readonly options: RecognizerDescription<Load>) {
    this.id = options.id;
    this.languages = options.languages;
    this.capabilities = options.capabilities;
    this.maxAudioMs = options.maxAudioMs;
    this.batch = { maxRows: options.maxRows, transcribe: (rows) => this.transcribeRows(rows) };
    const { entry, load, onEvent } = options;
    this.process = new EngineProcess({
      name: options.id,
      entry,
      load,
      startTimeoutMs,
      callTimeoutMs,
      cancelGraceMs,
      ...(onEvent && { onEvent }),
    });
  }

  async load(signal: AbortSignal): Promise<void> {
    this.failure = undefined;
    const stop = () => void this.process.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await this.process.start(signal);
      this.facts = await this.process.call('describe', undefined, signal);
    } catch (error) {
      this.failure = toParleyError(error);
      await this.process.stop();
      signal.throwIfAborted();
      throw this.failure;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async transcribe(
    audio: Float32Array,
    request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    const [result] = this.transcribeRows([{ audio, request, signal }]);
    if (!result) throw new Error('One row has one result.');
    return result;
  }

  status(): EngineStatus {
    const { state: _state, pid: _pid, ...process } = this.process.status();
    return {
      id: this.id,
      description: this.options.description,
      embedded: false,
      device: this.facts?.device ?? 'none',
      ...(this.facts?.deviceFallback !== undefined && { deviceFallback: this.facts.deviceFallback }),
      model: this.options.model,
      ...(this.facts && { dtype: this.facts.dtype }),
      ready: this.readiness().ready,
      languages: [...this.languages],
      capabilities: { ...this.capabilities },
      ...process,
    };
  }

  readiness(): EngineReadiness {
    if (this.process.status().state === 'ready' && this.facts) return { ready: true };
    if (this.failure) return { ready: false, code: this.failure.code, reason: this.failure.message };
    return { ready: false, code: 'engine_not_ready', reason: `${this.options.description} is starting.` };
  }

  async unload(): Promise<void> {
    this.facts = undefined;
    await Promise.all([this.process.stop(), this.options.onUnload?.()]);
  }

  private transcribeRows(rows: readonly EngineRow[]): Promise<EngineTranscript>[] {
    const refusal = this.refusal(rows);
    if (refusal) return rows.map(() => Promise.reject(refusal));
    this.running += 1;
    // Its place is free as soon as the last row is settled: whoever waits for the rows may call at once.
    const pending = new PendingRows(rows.length, () => (this.running -= 1));
    this.recognize(rows, pending)
      .catch((error: unknown) => error)
      .then((error) => pending.rejectAll(error ?? noAnswer()))
      .catch(() => undefined);
    return pending.results;
  }

  private refusal(rows: readonly EngineRow[]): ParleyError | undefined {
    if (rows.every(({ signal }) => signal.aborted)) return cancelled();
    const readiness = this.readiness();
    if (!readiness.ready) {
      const { code, reason } = readiness;
      return new ParleyError(code, this.failure ? reason : notLoaded, { retryAfterMs: 2_000 });
    }
    if (this.running < this.concurrency) return undefined;
    return new ParleyError(
      'at_capacity',
      'The speech recogniser has all the work it can hold. Please try again.',
      { retryAfterMs: 2_000 },
    );
  }

  private async recognize(rows: readonly EngineRow[], pending: PendingRows): Promise<void> {
    const batch = this.nextBatch++;
    const prepared = await Promise.all(rows.map((row, index) => this.prepare(row, index, pending)));
    const work = prepared.filter((row) => row !== undefined);
    if (work.length === 0) return;
    const everyone = new AbortController();
    const drops = work.map(({ index, signal }, row) => {
      const drop = () => {
        pending.reject(index, cancelled());
        if (work.every((one) => one.signal.aborted)) everyone.abort();
        else this.process.call('dropRow', { batch, row }).catch(() => undefined);
      };
      signal.addEventListener('abort', drop, { once: true });
      if (signal.aborted) drop();
      return () => signal.removeEventListener('abort', drop);
    });
    try {
      const input = { batch, rows: work.map(({ audio, request }) => ({ audio, request })) };
      for await (const { row, transcript } of this.process.stream('recognize', input, everyone.signal)) {
        const index = work[row]?.index;
        if (index !== undefined) pending.resolve(index, transcript);
      }
    } finally {
      for (const undo of drops) undo();
    }
  }

  /** The row as the process gets it; undefined where it needs none. */
  private async prepare(row: EngineRow, index: number, pending: PendingRows) {
    if (row.audio.length / 16 < shortestAudioMs || levelDbfs(row.audio) < softestDbfs) {
      const language = row.request.language === 'auto' ? (this.languages[0] ?? 'en') : row.request.language;
      pending.resolve(index, { text: '', language, segments: [] });
      return undefined;
    }
    try {
      this.assertKnows(row.request.language);
      const request = (await this.options.prepare?.(row)) ?? row.request;
      return { audio: row.audio, request, signal: row.signal, index };
    } catch (error) {
      pending.reject(index, error);
      return undefined;
    }
  }

  private assertKnows(language: string): void {
    if (language === 'auto' || this.languages.includes(language)) return;
    const { model } = this.options;
    throw new ParleyError(
      'unsupported_language',
      `${model} does not know the language "${language}". It knows ${this.languages.join(', ')}.`,
      { param: 'language' },
    );
  }
}

const noAnswer = () => new ParleyError('engine_failed', 'The speech recogniser gave no answer.');
const cancelled = () => new ParleyError('cancelled', 'The work was cancelled.');
