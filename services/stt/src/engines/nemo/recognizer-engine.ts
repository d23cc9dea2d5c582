import { type EngineStatus, ParleyError } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
import { EngineLife } from '../engine-life.js';
import { RowBatches } from '../rows/row-batches.js';
import type {
  EngineBatch,
  EngineCapabilities,
  EngineReadiness,
  EngineRequest,
  EngineRow,
  EngineTranscript,
  SpeechToTextEngine,
} from '../speech-to-text-engine.js';
import type { RecognizerFacts } from './recognizer.js';
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
  /** Called with what an operator should know of the model, such as a graph that is slower than it could be. */
  onNote?: (note: string) => void;
}

/** Weights of gigabytes come from slow disks. */
const startTimeoutMs = 300_000;
/** Calls have limits of their own, by the length of their audio. */
const callTimeoutMs = 2 ** 31 - 1;
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
  private readonly life: EngineLife<RecognizerFacts>;

  constructor(private readonly options: RecognizerDescription<Load>) {
    this.id = options.id;
    this.languages = options.languages;
    this.capabilities = options.capabilities;
    this.maxAudioMs = options.maxAudioMs;
    const { entry, load, onEvent = () => undefined, onNote = () => undefined } = options;
    this.process = new EngineProcess({
      name: options.id,
      entry,
      load,
      startTimeoutMs,
      callTimeoutMs,
      cancelGraceMs,
      onEvent: (event) => this.life.onProcessEvent(event),
    });
    this.life = new EngineLife({
      id: options.id,
      process: this.process,
      describe: () => this.process.call('describe', undefined),
      onEvent,
      onNote,
    });
    this.batch = new RowBatches({
      process: this.process,
      name: options.id,
      maxRows: options.maxRows,
      concurrency: this.concurrency,
      languages: () => options.languages,
      assertReady: () => this.assertReady(),
      prepare: (row) => this.prepare(row),
    });
  }

  load(signal: AbortSignal): Promise<void> {
    return this.life.load(signal);
  }

  async transcribe(
    audio: Float32Array,
    request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    const [result] = this.batch.transcribe([{ audio, request, signal }]);
    if (!result) throw new Error('One row has one result.');
    return result;
  }

  status(): EngineStatus {
    const { facts } = this.life;
    const { state: _state, pid: _pid, ...process } = this.process.status();
    return {
      id: this.id,
      description: this.options.description,
      embedded: false,
      device: facts?.device ?? 'none',
      ...(facts?.deviceFallback !== undefined && { deviceFallback: facts.deviceFallback }),
      model: this.options.model,
      ...(facts && { dtype: facts.dtype }),
      ready: this.readiness().ready,
      languages: [...this.languages],
      capabilities: { ...this.capabilities },
      ...process,
    };
  }

  readiness(): EngineReadiness {
    if (this.life.isUp) return { ready: true };
    const { failure } = this.life;
    if (failure) return { ready: false, code: failure.code, reason: failure.message };
    return { ready: false, code: 'engine_not_ready', reason: `${this.options.description} is starting.` };
  }

  async unload(): Promise<void> {
    await Promise.all([this.life.unload(), this.options.onUnload?.()]);
  }

  private assertReady(): void {
    const readiness = this.readiness();
    if (readiness.ready) return;
    const { code, reason } = readiness;
    throw new ParleyError(code, this.life.failure ? reason : notLoaded, { retryAfterMs: 2_000 });
  }

  private async prepare(row: EngineRow): Promise<EngineRequest> {
    this.assertKnows(row.request.language);
    return (await this.options.prepare?.(row)) ?? row.request;
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
