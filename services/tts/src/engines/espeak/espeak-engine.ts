import { type EngineStatus, ParleyError, speechLanguages } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
import type { SpeechChunk, SpeechRequest, TextToSpeechEngine } from '../text-to-speech-engine.js';
import type { EspeakProtocol } from './espeak-protocol.js';
import { espeakIdentifier, espeakVoices } from './espeak-voices.js';

/** espeak-ng's normal rate and its limits, in words a minute. */
const normalRate = 175;
const slowestRate = 80;
const fastestRate = 450;

/** The embedded voice: espeak-ng in all 17 languages, no weights, no network. It cannot clone. */
export class EspeakEngine implements TextToSpeechEngine {
  readonly id = 'espeak-ng';
  readonly languages = speechLanguages;
  readonly voices = espeakVoices;
  private readonly process: EngineProcess<undefined, EspeakProtocol>;

  constructor(onEvent?: (event: EngineProcessEvent) => void) {
    this.process = new EngineProcess({
      name: this.id,
      entry: new URL('./espeak-process.ts', import.meta.url),
      load: undefined,
      callTimeoutMs: 60_000,
      ...(onEvent && { onEvent }),
    });
  }

  load(signal: AbortSignal): Promise<void> {
    return this.process.start(signal);
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<SpeechChunk> {
    const voice = espeakIdentifier(request.language, request.voice);
    if (voice === undefined) {
      const known = espeakVoices.filter(({ languages }) => languages.includes(request.language));
      throw new ParleyError(
        'unknown_voice',
        `There is no voice "${request.voice ?? ''}" for ${request.language}. Voices: ${known.map(({ id }) => id).join(', ')}.`,
        { param: 'voice' },
      );
    }
    const wordsPerMinute = Math.round(
      Math.min(fastestRate, Math.max(slowestRate, normalRate * request.speed)),
    );
    const { text, language } = request;
    for await (const chunk of this.process.stream(
      'speak',
      { text, language, voice, wordsPerMinute },
      signal,
    )) {
      if (chunk) yield chunk;
    }
  }

  status(): EngineStatus {
    const { state, loadMs, memoryMb, restarts } = this.process.status();
    return {
      id: this.id,
      description: 'espeak-ng: clear but robotic, 17 languages, no weights needed',
      embedded: true,
      device: 'cpu',
      ready: state === 'ready',
      languages: [...this.languages],
      capabilities: { clone: false, visemes: true },
      ...(loadMs !== undefined && { loadMs }),
      ...(memoryMb !== undefined && { memoryMb }),
      restarts,
      betterEngine: {
        id: 'xtts-v2',
        howToGetIt: 'XTTS v2 (natural, cloned voices) comes with the next release of Parley',
      },
    };
  }

  unload(): Promise<void> {
    return this.process.stop();
  }
}
