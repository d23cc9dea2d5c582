import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { levelDbfs } from '@parley/audio';
import { type EngineStatus, ParleyError, type TranscriptWord } from '@parley/contracts';
import type { EngineRequest, EngineTranscript, SpeechToTextEngine } from '../speech-to-text-engine.js';
import { SupervisedRecognizer } from './supervised-recognizer.js';

export interface PocketSphinxOptions {
  program?: string;
  modelDirectory?: string;
  /** Recognisers running side by side: one busy core each. */
  concurrency?: number;
  onCrash?: (restartInMs: number) => void;
}

const debianModelDirectory = '/usr/share/pocketsphinx/model/en-us';
const installCommand = 'apt-get install pocketsphinx pocketsphinx-en-us';
/** Shorter or softer audio holds no word; PocketSphinx would hear one in digital silence. */
const shortestAudioMs = 60;
const softestDbfs = -80;
/** Decoding takes a fifth of the audio's time on an idle core; a machine may be twenty times as slow. */
const timeoutPerAudioMs = 4;
const baseTimeoutMs = 20_000;

/** Memory-backed where the machine has it: what was said touches no disk. */
function makeAudioDirectory(): string {
  for (const parent of ['/dev/shm', tmpdir()]) {
    try {
      accessSync(parent, constants.W_OK);
      return mkdtempSync(join(parent, 'parley-stt-'));
    } catch {
      // The next one.
    }
  }
  throw new ParleyError(
    'engine_not_ready',
    `There is no folder to write audio to. Make ${tmpdir()} writable.`,
  );
}

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
  private problem = 'PocketSphinx is starting.';

  constructor(options: PocketSphinxOptions = {}) {
    this.options = {
      program: options.program ?? 'pocketsphinx_batch',
      modelDirectory: options.modelDirectory ?? debianModelDirectory,
      concurrency: options.concurrency ?? 2,
      onCrash: options.onCrash ?? (() => undefined),
    };
    this.concurrency = this.options.concurrency;
  }

  async load(signal: AbortSignal): Promise<void> {
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
      this.problem = 'PocketSphinx or its English model is not installed, or it does not start.';
      throw new ParleyError('engine_not_ready', `${this.problem} Install it: ${installCommand}`, {
        cause: error,
      });
    }
    if (signal.aborted) await this.unload();
    this.idle = [...this.recognizers];
    this.loadMs = Math.round(performance.now() - startedAt);
  }

  async transcribe(
    audio: Float32Array,
    _request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
    if (this.recognizers.length === 0) {
      throw new ParleyError('engine_not_ready', this.problem, { retryAfterMs: 2_000 });
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
        howToGetIt: 'Whisper (99 languages, translation) comes with the next release of Parley',
      },
    };
  }

  readiness(): ReturnType<SpeechToTextEngine['readiness']> {
    if (this.recognizers.some(({ isWarm }) => isWarm)) return { ready: true };
    return { ready: false, reason: this.problem, remedy: installCommand };
  }

  async unload(): Promise<void> {
    const recognizers = this.recognizers;
    this.recognizers = [];
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
