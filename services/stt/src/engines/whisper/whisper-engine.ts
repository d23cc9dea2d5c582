import { type EngineStatus, ParleyError } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
import { EngineLife } from '../engine-life.js';
import { Places } from '../rows/places.js';
import { RowBatches } from '../rows/row-batches.js';
import { TimeLimit } from '../rows/time-limit.js';
import type {
  EngineBatch,
  EngineCapabilities,
  EngineReadiness,
  EngineRequest,
  EngineTranscript,
  RecordingSummary,
  RecordingWindow,
  SpeechToTextEngine,
  TakeTurn,
} from '../speech-to-text-engine.js';
import type { LanguageIdentifier } from './language-identifier.js';
import { missingModelFile, type ModelFolder, readModelFolder } from './model-folder.js';
import { RecordingCalls } from './recording-calls.js';
import type { WhisperFacts, WhisperLoad, WhisperProtocol } from './whisper-protocol.js';

export interface WhisperEngineOptions extends WhisperLoad {
  /** The model's name, and the argument of the command that fetches it, such as `whisper-base`. */
  name: string;
  /** Stretches and batches of them in the engine at once, and as many whole recordings; 2 where absent. */
  concurrency?: number;
  /** Rows of one batch at most; 8 where absent. */
  maxRows?: number;
  onEvent?: (event: EngineProcessEvent) => void;
  /** Called with what an operator should know of the files, such as one that does not load. */
  onNote?: (note: string) => void;
}

const samplesPerMs = 16;
/** Audio that a language is told by: one window. */
const identifiedMs = 30_000;
const startTimeoutMs = 600_000;
/** One run of a large encoder over a full batch on a slow CPU: nothing ends it but killing the process. */
const longestRunMs = 120_000;
/** A batch, and the rows of it that are given up: the process hears of them after the run that it is in. */
const pendingPerRow = 32;
/** Calls have limits of their own, by the length of their audio. */
const noTimeoutMs = 2 ** 31 - 1;

/** OpenAI's Whisper from its public ONNX exports, in a process of its own. */
export class WhisperEngine implements SpeechToTextEngine, LanguageIdentifier {
  readonly id = 'whisper';
  readonly translationTargets = ['en'];
  readonly concurrency: number;
  readonly maxAudioMs = 30_000;
  readonly batch: EngineBatch;
  private readonly engine: EngineProcess<WhisperLoad, WhisperProtocol>;
  private folder: ModelFolder;
  private readonly life: EngineLife<WhisperFacts>;
  /** Recordings held in memory at once, whoever's turn it is. */
  private readonly recordings: Places;
  private readonly recordingCalls: RecordingCalls;

  constructor(private readonly options: WhisperEngineOptions) {
    const { directory, device, threads, dtype, cacheDirectory, concurrency = 2, maxRows = 8 } = options;
    this.concurrency = concurrency;
    this.recordings = new Places(concurrency);
    this.folder = readModelFolder(directory);
    this.engine = new EngineProcess({
      name: 'whisper',
      entry: new URL('./whisper-process.ts', import.meta.url),
      load: {
        directory,
        device,
        threads,
        ...(dtype && { dtype }),
        ...(cacheDirectory && { cacheDirectory }),
      },
      startTimeoutMs,
      callTimeoutMs: noTimeoutMs,
      cancelGraceMs: longestRunMs,
      maxPendingCalls: pendingPerRow * concurrency * maxRows,
      onEvent: (event) => this.life.onProcessEvent(event),
    });
    this.life = new EngineLife({
      id: this.id,
      process: this.engine,
      describe: () => this.engine.call('describe', undefined),
      onEvent: options.onEvent ?? (() => undefined),
      onNote: options.onNote ?? (() => undefined),
    });
    this.recordingCalls = new RecordingCalls(this.engine);
    this.batch = new RowBatches({
      process: this.engine,
      name: this.id,
      maxRows,
      concurrency,
      languages: () => this.languages,
      assertReady: () => this.assertReady(),
    });
  }

  get languages(): readonly string[] {
    return (this.life.facts ?? this.folder).languages;
  }

  get capabilities(): EngineCapabilities {
    return {
      streaming: false,
      translate: (this.life.facts ?? this.folder).translates,
      wordTimestamps: this.life.facts?.hasWordTimestamps ?? false,
    };
  }

  async load(signal: AbortSignal): Promise<void> {
    const missing = this.missingFiles();
    if (missing) throw new ParleyError(missing.code, `${missing.reason} ${missing.remedy}`);
    this.folder = readModelFolder(this.options.directory);
    await this.life.load(signal);
  }

  unload(): Promise<void> {
    return this.life.unload();
  }

  async transcribe(
    audio: Float32Array,
    request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    const [result] = this.batch.transcribe([{ audio, request, signal }]);
    if (!result) throw new ParleyError('internal_error', 'Whisper was asked for nothing.');
    return result;
  }

  async *transcribeSequentially(
    audio: Float32Array,
    request: EngineRequest,
    takeTurn: TakeTurn,
    signal: AbortSignal,
  ): AsyncGenerator<RecordingWindow, RecordingSummary> {
    this.assertReady();
    const leave = this.recordings.take();
    try {
      return yield* this.recordingCalls.transcribe(audio, request, takeTurn, signal);
    } finally {
      leave();
    }
  }

  async identifyLanguage(audio: Float32Array, signal: AbortSignal): Promise<string> {
    this.assertReady();
    const heard = audio.subarray(0, identifiedMs * samplesPerMs);
    const limit = new TimeLimit(heard.length / samplesPerMs, signal);
    try {
      return await this.engine.call('identifyLanguage', { audio: heard }, limit.signal);
    } catch (error) {
      throw limit.explain(error);
    } finally {
      limit.end();
    }
  }

  status(): EngineStatus {
    const { name } = this.options;
    const { languages, capabilities } = this;
    const { facts } = this.life;
    const { loadMs, memoryMb, restarts } = this.engine.status();
    const count = languages.length === 1 ? 'English' : `${languages.length} languages`;
    return {
      id: this.id,
      description: `Whisper (${name}): ${count}${capabilities.translate ? ', translation into English' : ''}`,
      embedded: false,
      device: facts?.device ?? 'none',
      model: name,
      ready: this.readiness().ready,
      languages: [...languages],
      capabilities: { ...capabilities },
      restarts,
      ...(facts && { dtype: facts.dtype }),
      ...(facts?.deviceFallback !== undefined && { deviceFallback: facts.deviceFallback }),
      ...(loadMs !== undefined && { loadMs }),
      ...(memoryMb !== undefined && { memoryMb }),
    };
  }

  readiness(): EngineReadiness {
    if (this.life.isUp) return { ready: true };
    const missing = this.missingFiles();
    if (missing) return missing;
    const { code = 'engine_not_ready', message } = this.life.failure ?? {};
    return { ready: false, code, reason: message ?? 'Whisper is starting.' };
  }

  /** @throws ParleyError `model_files_missing`, `engine_not_ready`, or why loading failed. */
  private assertReady(): void {
    const readiness = this.readiness();
    if (readiness.ready) return;
    const { code, reason, remedy = 'Please try again in a moment.' } = readiness;
    throw new ParleyError(code, `${reason} ${remedy}`, { retryAfterMs: 2_000 });
  }

  private missingFiles(): (EngineReadiness & { ready: false; remedy: string }) | undefined {
    const { directory, name } = this.options;
    const missing = missingModelFile(directory);
    if (missing === undefined) return undefined;
    return {
      ready: false,
      code: 'model_files_missing',
      reason: `The model file ${missing} of ${name} is missing (looked for in ${directory}).`,
      remedy: `Fetch it with: npm run models -- pull ${name}`,
    };
  }
}
