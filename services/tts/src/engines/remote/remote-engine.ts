import { setTimeout as delay } from 'node:timers/promises';
import {
  type EngineStatus,
  ParleyError,
  type SpeechLanguage,
  type Voice,
  speechLanguages,
  toParleyError,
} from '@parley/contracts';
import type { SpeechChunk, SpeechRequest, TextToSpeechEngine } from '../text-to-speech-engine.js';
import type { RemoteClient, RemoteFormat, RemoteServer } from './remote-client.js';
import { pcmOf } from './remote-sound.js';
import { textPieces } from './text-pieces.js';

export interface RemoteEngineOptions extends RemoteServer {
  /** The voice that speaks where none is named. */
  voice: string;
  /** Requests at once. */
  concurrency: number;
  /** What the model speaks; all languages of the house where absent or empty. The dialect has no word for it. */
  languages?: readonly SpeechLanguage[];
}

/** How soon a server that cannot be used is asked again: twice as long each time. */
const firstAgainMs = 500;
const longestAgainMs = 10_000;

/** Any server of OpenAI's dialect as a voice. When it says what, the aligner finds out. */
export class RemoteEngine implements TextToSpeechEngine {
  readonly id = 'remote';
  readonly languages: readonly SpeechLanguage[];
  private client: RemoteClient | undefined;
  private format: RemoteFormat = 'pcm';
  private names: readonly string[];
  private running = 0;
  /** Why no work can be done; undefined where it can. */
  private problem: ParleyError | undefined;
  private checking = new AbortController();
  private loadMs: number | undefined;

  constructor(private readonly options: RemoteEngineOptions) {
    this.languages = options.languages?.length ? options.languages : speechLanguages;
    this.names = [options.voice];
    this.problem = new ParleyError('engine_not_ready', `The server at ${options.url} was not asked yet.`);
  }

  /** The configured one, then what the server lists. */
  get voices(): readonly Voice[] {
    const languages = [...this.languages];
    return this.names.map((name) => ({ id: name, name, languages, engine: this.id }));
  }

  /** Waits for a server that is still starting, as one that loads a large model is for minutes. */
  async load(signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    // The library takes a tenth of a second to load: only those who use it wait for it.
    const { RemoteClient } = await import('./remote-client.js');
    const client = new RemoteClient(this.options);
    this.checking = new AbortController();
    await this.connect(client, AbortSignal.any([signal, this.checking.signal]));
    this.client = client;
    this.loadMs = Math.round(performance.now() - startedAt);
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<SpeechChunk> {
    const voice = this.check(request);
    const { client } = this;
    if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
    if (!client || this.problem) throw this.notReady();
    if (this.running >= this.options.concurrency) {
      throw new ParleyError('at_capacity', 'The server has all the work that it is given at once.', {
        retryAfterMs: 1_000,
      });
    }
    this.running += 1;
    let index = 0;
    try {
      for (const text of textPieces(request.text, request.language)) {
        const sound = client.speak({ text, voice, speed: request.speed }, this.format, signal);
        for await (const pcm16 of pcmOf(sound, signal)) {
          yield { pcm16, visemes: [], spoken: { index, text, isLast: false } };
        }
        yield { pcm16: new Uint8Array(), visemes: [], spoken: { index, text, isLast: true } };
        index += 1;
      }
    } catch (error) {
      throw this.noticed(toParleyError(error), client);
    } finally {
      this.running -= 1;
    }
  }

  status(): EngineStatus {
    return {
      id: this.id,
      description: this.problem ? this.problem.message : `A voice at ${this.options.url}`,
      embedded: false,
      device: 'none',
      model: this.options.model,
      ready: this.client !== undefined && this.problem === undefined,
      languages: [...this.languages],
      capabilities: { clone: false, visemes: false },
      ...(this.loadMs !== undefined && { loadMs: this.loadMs }),
    };
  }

  async unload(): Promise<void> {
    this.checking.abort();
    this.client = undefined;
    this.problem = this.notReady();
  }

  /** Asks until the server can be used. */
  private async connect(client: RemoteClient, signal: AbortSignal): Promise<void> {
    for (let againMs = firstAgainMs; ; againMs = Math.min(2 * againMs, longestAgainMs)) {
      try {
        this.format = await client.probe(this.options.voice, signal);
        this.names = [...new Set([this.options.voice, ...(await client.voices(signal))])];
        this.problem = undefined;
        return;
      } catch (error) {
        if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
        this.problem = toParleyError(error);
        await delay(againMs, undefined, { signal, ref: false });
      }
    }
  }

  /** A server that went away is asked until it is back; meanwhile others speak. */
  private noticed(failure: ParleyError, client: RemoteClient): ParleyError {
    if (failure.code === 'engine_not_ready' && !this.problem && this.client === client) {
      this.problem = failure;
      this.connect(client, this.checking.signal).catch(() => undefined);
    }
    return failure;
  }

  /** The voice of a request that can be taken. */
  private check({ language, voice = this.options.voice, speaker }: SpeechRequest): string {
    if (speaker) {
      throw new ParleyError(
        'engine_cannot_clone',
        'The remote voice is what its server has; XTTS v2 can clone.',
      );
    }
    if (!this.languages.includes(language)) {
      throw new ParleyError(
        'unsupported_language',
        `The remote voice does not speak "${language}". It speaks ${this.languages.join(', ')}.`,
        { param: 'language' },
      );
    }
    if (this.names.includes(voice)) return voice;
    throw new ParleyError(
      'unknown_voice',
      `There is no voice "${voice}". Voices: ${this.names.join(', ')}.`,
      {
        param: 'voice',
      },
    );
  }

  private notReady(): ParleyError {
    const message = this.problem?.message ?? 'The remote voice is not connected.';
    return new ParleyError('engine_not_ready', message, { retryAfterMs: 2_000 });
  }
}
