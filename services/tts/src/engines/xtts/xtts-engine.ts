import { type EngineStatus, ParleyError, speechLanguages, type Voice } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
import type {
  SpeakerLatents,
  SpeechChunk,
  SpeechRequest,
  TextToSpeechEngine,
  VoiceCloning,
} from '../text-to-speech-engine.js';
import { missingBundleFile, speakerNames } from './model/bundle-folder.js';
import type { XttsFacts, XttsLoad, XttsProtocol } from './xtts-protocol.js';

export interface XttsEngineOptions extends XttsLoad {
  /** The model's name, and the argument of the command that fetches it: `xtts-v2`. */
  name: string;
  /** Requests in the engine at once; one more is refused. 16 where absent. */
  concurrency?: number;
  onEvent?: (event: EngineProcessEvent) => void;
  /** Called with what an operator should know of the files, such as one that does not load. */
  onNote?: (note: string) => void;
}

const startTimeoutMs = 600_000;
/** One run of the GPT over a stretch for all rows, on a slow CPU: nothing ends it but killing the process. */
const longestRunMs = 120_000;
/** Long texts are spoken for as long as somebody listens. */
const noTimeoutMs = 2 ** 31 - 1;

/** Coqui's XTTS v2 from its ONNX bundle, in a process of its own: 17 languages, and the voices of recordings. */
export class XttsEngine implements TextToSpeechEngine {
  readonly id = 'xtts-v2';
  readonly languages = speechLanguages;
  readonly cloning: VoiceCloning = {
    describeSpeaker: (recordings, signal) => this.describeSpeaker(recordings, signal),
    ownSpeakers: (signal) => this.ownSpeakers(signal),
  };
  private readonly process: EngineProcess<XttsLoad, XttsProtocol>;
  private facts: XttsFacts | undefined;
  /** Why the last attempt failed, until one succeeds. */
  private loadFailure: ParleyError | undefined;
  private speakers: readonly string[];

  constructor(private readonly options: XttsEngineOptions) {
    const { directory, device, threads, dtype, cacheDirectory, concurrency = 16 } = options;
    this.speakers = speakerNames(directory);
    this.process = new EngineProcess({
      name: this.id,
      entry: new URL('./xtts-process.ts', import.meta.url),
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
      maxPendingCalls: concurrency,
      onEvent: (event) => this.onProcessEvent(event),
    });
  }

  get voices(): readonly Voice[] {
    return this.speakers.map((name) => ({
      id: name,
      name,
      languages: [...this.languages],
      engine: this.id,
    }));
  }

  async load(signal: AbortSignal): Promise<void> {
    const missing = missingBundleFile(this.options.directory);
    if (missing !== undefined) throw this.missing(missing);
    const onAbort = () => void this.process.stop();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await this.process.start(signal);
      await this.describe();
      this.loadFailure = undefined;
    } catch (error) {
      await this.process.stop();
      if (error instanceof ParleyError) this.loadFailure = error;
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<SpeechChunk> {
    this.assertReady();
    const { text, language, speed, seed, sampling } = request;
    const speech = {
      text,
      language,
      speed,
      speaker: request.speaker ?? this.speakerNamed(request.voice),
      ...(seed !== undefined && { seed }),
      ...(sampling && { sampling }),
    };
    for await (const chunk of this.process.stream('speak', speech, signal)) if (chunk) yield chunk;
  }

  status(): EngineStatus {
    const { facts } = this;
    const { state, loadMs, memoryMb, restarts } = this.process.status();
    return {
      id: this.id,
      description: `XTTS v2: natural and cloned voices, ${this.languages.length} languages, non-commercial weights`,
      embedded: false,
      device: facts?.device ?? 'none',
      model: this.options.name,
      ready: state === 'ready' && facts !== undefined,
      languages: [...this.languages],
      capabilities: { clone: true, visemes: false },
      restarts,
      ...(facts && { dtype: facts.dtype }),
      ...(facts?.deviceFallback !== undefined && { deviceFallback: facts.deviceFallback }),
      ...(loadMs !== undefined && { loadMs }),
      ...(memoryMb !== undefined && { memoryMb }),
    };
  }

  unload(): Promise<void> {
    return this.process.stop();
  }

  private describeSpeaker(recordings: readonly Uint8Array[], signal: AbortSignal): Promise<SpeakerLatents> {
    this.assertReady();
    return this.process.call('describeSpeaker', { recordings }, signal);
  }

  private ownSpeakers(signal: AbortSignal): Promise<ReadonlyMap<string, SpeakerLatents>> {
    this.assertReady();
    return this.process.call('ownSpeakers', undefined, signal);
  }

  /** @throws ParleyError `model_files_missing`, `engine_not_ready`, or why loading failed. */
  private assertReady(): void {
    if (this.process.status().state === 'ready' && this.facts) return;
    if (this.loadFailure) throw this.loadFailure;
    const missing = missingBundleFile(this.options.directory);
    if (missing !== undefined) throw this.missing(missing);
    throw new ParleyError('engine_not_ready', 'XTTS is starting. Please try again in a moment.', {
      retryAfterMs: 2_000,
    });
  }

  /** A built-in speaker by name, in any case; the first where none is named. */
  private speakerNamed(voice: string | undefined): string {
    const wanted = voice?.toLowerCase();
    const found = this.speakers.find((name) => wanted === undefined || name.toLowerCase() === wanted);
    if (found !== undefined) return found;
    const known = this.speakers.length === 0 ? 'none: clone one' : this.speakers.join(', ');
    throw new ParleyError('unknown_voice', `There is no voice "${voice ?? ''}". Voices: ${known}.`, {
      param: 'voice',
    });
  }

  private async describe(): Promise<void> {
    const facts = await this.process.call('describe', undefined);
    const isNews = facts.deviceFallback !== undefined && facts.deviceFallback !== this.facts?.deviceFallback;
    if (!this.facts) for (const note of facts.notes) this.options.onNote?.(note);
    this.facts = facts;
    this.speakers = facts.speakers;
    if (isNews && facts.deviceFallback !== undefined) {
      this.options.onEvent?.({
        type: 'engine-device-fallback',
        engine: this.id,
        reason: facts.deviceFallback,
      });
    }
  }

  private onProcessEvent(event: EngineProcessEvent): void {
    this.options.onEvent?.(event);
    // After a restart, the GPU may be gone, or back. A process that ends again is described when it is back.
    if (event.type === 'engine-ready' && this.facts) this.describe().catch(() => undefined);
  }

  private missing(file: string): ParleyError {
    const { directory, name } = this.options;
    return new ParleyError(
      'model_files_missing',
      `The model file ${file} of ${name} is missing (looked for in ${directory}). ` +
        `Fetch it with: npm run models -- pull ${name}`,
    );
  }
}
