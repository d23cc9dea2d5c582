import { type EngineStatus, ParleyError, toParleyError } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
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
  private facts: GraphFacts | undefined;
  private failure: ParleyError | undefined;

  constructor(private readonly options: RecognizerDescription<Load>) {
    this.id = options.id;
    this.languages = options.languages;
    this.capabilities = options.capabilities;
    this.maxAudioMs = options.maxAudioMs;
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
    const [result] = this.batch.transcribe([{ audio, request, signal }]);
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

  private assertReady(): void {
    const readiness = this.readiness();
    if (readiness.ready) return;
    const { code, reason } = readiness;
    throw new ParleyError(code, this.failure ? reason : notLoaded, { retryAfterMs: 2_000 });
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
