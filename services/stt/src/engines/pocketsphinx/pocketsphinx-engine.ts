import { rmSync } from 'node:fs';
import { levelDbfs } from '@parley/audio';
import { type EngineStatus, ParleyError, type TranscriptWord } from '@parley/contracts';
import type {
  EngineReadiness,
  EngineRequest,
  EngineTranscript,
  SpeechToTextEngine,
} from '../speech-to-text-engine.js';
import { makeAudioDirectory } from './audio-directory.js';
import { SupervisedRecognizer } from './supervised-recognizer.js';

export interface PocketSphinxOptions {
  program?: string;
  modelDirectory?: string;
  /** Recognisers running side by side: one busy core each. */
  concurrency?: number;
  onCrash?: (restartInMs: number) => void;
}

const debianModelDirectory = '/usr/share/pocketsphinx/model/en-us';
const unusable = 'PocketSphinx or its English model is not installed, or it does not start.';
const installAdvice = 'Install it with: apt-get install pocketsphinx pocketsphinx-en-us';
/** Shorter or softer audio holds no word; PocketSphinx would hear one in digital silence. */
const shortestAudioMs = 60;
const softestDbfs = -80;
/** Decoding takes a fifth of the audio's time on an idle core; a machine may be twenty times as slow. */
const timeoutPerAudioMs = 4;
const baseTimeoutMs = 20_000;

/** The embedded recogniser: PocketSphinx as separate programs. English only, words in lower case, no punctuation. */
export class PocketSphinxEngine implements SpeechToTextEngine {
  readonly id = 'pocketsphinx';
  readonly languages = ['en'];
  readonly capabilities = { streaming: false, translate: false, wordTimestamps: true };
  readonly concurrency: number;
  readonly maxAudioMs = 30_000;
  private readonly options: Required<PocketSphinxOptions>;
  private recognizers: SupervisedRecognizer[] = [];
  private idle: SupervisedRecognizer[] = [];
  private audioDirectory: string | undefined;
  private loadMs: number | undefined;
  private state: 'starting' | 'loaded' | 'unusable' = 'starting';

  constructor(options: PocketSphinxOptions = {}) {
    this.options = {
      program: options.program ?? 'pocketsphinx_batch',
      modelDirectory: options.modelDirectory ?? debianModelDirectory,
      concurrency: options.concurrency ?? 2,
      onCrash: options.onCrash ?? (() => undefined),
    };
    this.concurrency = this.options.concurrency;
  }

  async load(): Promise<void> {
    const startedAt = performance.now();
    const audioDirectory = makeAudioDirectory();
    this.audioDirectory = audioDirectory;
    this.recognizers = Array.from(
      { length: this.concurrency },
      () => new SupervisedRecognizer({ ...this.options, audioDirectory }),
    );
    try {
      await Promise.all(this.recognizers.map((recognizer) => recognizer.start()));
    } catch (error) {
      await this.unload();
      this.state = 'unusable';
      throw new ParleyError('engine_not_ready', `${unusable} ${installAdvice}`, { cause: error });
    }
    this.state = 'loaded';
    this.idle = [...this.recognizers];
    this.loadMs = Math.round(performance.now() - startedAt);
  }

  async transcribe(
    audio: Float32Array,
    _request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
    if (this.state !== 'loaded') {
      throw new ParleyError('engine_not_ready', 'The speech recogniser is not loaded.', {
        retryAfterMs: 2_000,
      });
    }
    const audioMs = audio.length / 16;
    if (audioMs < shortestAudioMs || levelDbfs(audio) < softestDbfs) return toTranscript([]);
    const recognizer = this.idle.pop();
    if (!recognizer) {
      throw new ParleyError(
        'at_capacity',
        'The speech recogniser has all the work it can hold. Please try again.',
        {
          retryAfterMs: 2_000,
        },
      );
    }
    try {
      const timeoutMs = baseTimeoutMs + audioMs * timeoutPerAudioMs;
      return toTranscript(await recognizer.recognize(audio, timeoutMs, signal));
    } finally {
      this.idle.push(recognizer);
    }
  }

  status(): EngineStatus {
    return {
      id: this.id,
      description: 'PocketSphinx: English, quick and rough, no weights needed',
      embedded: true,
      device: 'cpu',
      ready: this.readiness().ready,
      languages: this.languages,
      capabilities: { ...this.capabilities },
      ...(this.loadMs !== undefined && { loadMs: this.loadMs }),
      restarts: this.recognizers.reduce((sum, { restarts }) => sum + restarts, 0),
      betterEngine: {
        id: 'whisper',
        howToGetIt:
          'Whisper (99 languages, translation): npm run models -- pull whisper-base, then start again',
      },
    };
  }

  readiness(): EngineReadiness {
    if (this.recognizers.some(({ isWarm }) => isWarm)) return { ready: true };
    const code = 'engine_not_ready';
    if (this.state === 'unusable') return { ready: false, code, reason: unusable, remedy: installAdvice };
    return { ready: false, code, reason: 'PocketSphinx is starting.' };
  }

  async unload(): Promise<void> {
    const recognizers = this.recognizers;
    this.recognizers = [];
    this.state = 'starting';
    await Promise.all(recognizers.map((recognizer) => recognizer.stop()));
    if (this.audioDirectory) rmSync(this.audioDirectory, { recursive: true, force: true });
    this.audioDirectory = undefined;
  }
}

function toTranscript(words: TranscriptWord[]): EngineTranscript {
  const text = words.map(({ word }) => word).join(' ');
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) return { text: '', language: 'en', segments: [] };
  const confidence = words.reduce((sum, word) => sum + (word.confidence ?? 0), 0) / words.length;
  const segment = { text, startMs: first.startMs, endMs: last.endMs, words };
  return { text, language: 'en', segments: [segment], confidence };
}
