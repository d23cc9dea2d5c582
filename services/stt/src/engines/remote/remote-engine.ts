import { setTimeout as delay } from 'node:timers/promises';
import { levelDbfs } from '@parley/audio';
import { type EngineStatus, ParleyError, toParleyError, transcriptionLanguages } from '@parley/contracts';
import type {
  EngineReadiness,
  EngineRequest,
  EngineTranscript,
  SpeechToTextEngine,
} from '../speech-to-text-engine.js';
import type { RemoteClient, RemoteDetail, RemoteServer } from './remote-client.js';
import { toEngineTranscript } from './remote-transcript.js';

export interface RemoteEngineOptions extends RemoteServer {
  /** Requests at once. */
  concurrency: number;
  /** What the model understands; Whisper's languages where absent or empty. */
  languages?: readonly string[];
}

/** How often the server is asked whether it is still there, and again while it is not. */
const checkEveryMs = 10_000;
const checkAgainMs = 1_000;
/** Shorter or softer audio holds no word; recognisers are known to hear some in silence. */
const shortestAudioMs = 60;
const softestDbfs = -80;

/** Any server of OpenAI's dialect as an engine. */
export class RemoteEngine implements SpeechToTextEngine {
  readonly id: string;
  readonly languages: readonly string[];
  readonly capabilities = { streaming: false, translate: true, wordTimestamps: false };
  readonly concurrency: number;
  readonly maxAudioMs = 30_000;
  private client: RemoteClient | undefined;
  private detail: RemoteDetail = 'text';
  private running = 0;
  /** Why no work can be done; undefined where it can. */
  private problem: ParleyError | undefined;
  private watching = new AbortController();
  private nextCheck = new AbortController();
  private loadMs: number | undefined;

  constructor(private readonly options: RemoteEngineOptions) {
    this.id = options.model;
    this.languages = options.languages?.length ? options.languages : transcriptionLanguages;
    this.concurrency = options.concurrency;
    this.problem = new ParleyError('engine_not_ready', `The server at ${options.url} was not asked yet.`);
  }

  /** Waits for a server that is still starting, as one that loads a large model is for minutes. */
  async load(signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    // The library takes a tenth of a second to load: only those who use it wait for it.
    const { RemoteClient } = await import('./remote-client.js');
    const client = new RemoteClient(this.options);
    for (;;) {
      try {
        await client.check(signal);
        this.detail = await client.probe(signal);
        break;
      } catch (error) {
        if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
        this.problem = toParleyError(error);
        await delay(checkAgainMs, undefined, { signal });
      }
    }
    this.capabilities.wordTimestamps = this.detail === 'words';
    this.client = client;
    this.problem = undefined;
    this.loadMs = Math.round(performance.now() - startedAt);
    this.watching = new AbortController();
    void this.watch(client, this.watching.signal);
  }

  async transcribe(
    audio: Float32Array,
    request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
    if (!this.client || this.problem) throw this.notReady();
    const { task, targetLanguage, language } = request;
    if (task === 'translate' && targetLanguage !== 'en') {
      throw new ParleyError('unsupported_task', `${this.id} translates into "en" only.`, {
        param: 'target_language',
      });
    }
    const audioMs = audio.length / 16;
    if (audioMs < shortestAudioMs || levelDbfs(audio) < softestDbfs)
      return { text: '', language, segments: [] };
    if (this.running >= this.concurrency) {
      throw new ParleyError('at_capacity', 'The server has all the work that it is given at once.', {
        retryAfterMs: 1_000,
      });
    }
    this.running += 1;
    try {
      const detail = request.wordTimestamps === false && this.detail === 'words' ? 'segments' : this.detail;
      const answer = await this.client.transcribe(audio, request, detail, signal);
      return toEngineTranscript(answer, language, audioMs);
    } catch (error) {
      const failure = toParleyError(error);
      if (failure.code === 'engine_not_ready') {
        this.problem = failure;
        this.nextCheck.abort();
      }
      throw failure;
    } finally {
      this.running -= 1;
    }
  }

  status(): EngineStatus {
    return {
      id: this.id,
      description: `A recogniser at ${this.options.url}`,
      embedded: false,
      device: 'none',
      model: this.options.model,
      ready: this.readiness().ready,
      languages: [...this.languages],
      capabilities: { ...this.capabilities },
      ...(this.loadMs !== undefined && { loadMs: this.loadMs }),
    };
  }

  readiness(): EngineReadiness {
    if (!this.problem) return { ready: true };
    return {
      ready: false,
      code: 'engine_not_ready',
      reason: this.problem.message,
      remedy: 'STT_REMOTE_URL, STT_REMOTE_MODEL and STT_REMOTE_API_KEY say where it is.',
    };
  }

  async unload(): Promise<void> {
    this.watching.abort();
    this.client = undefined;
    this.problem = this.notReady();
  }

  /** Notices a server that goes away between requests, and one that comes back. */
  private async watch(client: RemoteClient, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.nextCheck = new AbortController();
      const untilNextCheck = AbortSignal.any([signal, this.nextCheck.signal]);
      const waitMs = this.problem ? checkAgainMs : checkEveryMs;
      await delay(waitMs, undefined, { signal: untilNextCheck, ref: false }).catch(() => undefined);
      const problem = await client.check(signal).then(() => undefined, toParleyError);
      if (!signal.aborted) this.problem = problem;
    }
  }

  private notReady(): ParleyError {
    const message = this.problem?.message ?? 'The remote recogniser is not connected.';
    return new ParleyError('engine_not_ready', message, { retryAfterMs: 2_000 });
  }
}
