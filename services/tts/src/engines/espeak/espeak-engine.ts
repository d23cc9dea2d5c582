import { type EngineStatus, ParleyError, speechLanguages } from '@parley/contracts';
import type { SpeechChunk, SpeechRequest, TextToSpeechEngine } from '../text-to-speech-engine.js';
import type { EspeakProgram } from './espeak-program.js';
import { espeakIdentifier, espeakVoices, fastestRate, normalRate, slowestRate } from './espeak-voices.js';

/** The embedded voice: espeak-ng in all 17 languages, no weights, no network. It cannot clone. */
export class EspeakEngine implements TextToSpeechEngine {
  readonly id = 'espeak-ng';
  readonly languages = speechLanguages;
  readonly voices = espeakVoices;

  constructor(private readonly program: EspeakProgram) {}

  load(signal: AbortSignal): Promise<void> {
    return this.program.start(this, signal);
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
    for await (const chunk of this.program.speak({ text, language, voice, wordsPerMinute }, signal)) {
      if (chunk) yield chunk;
    }
  }

  status(): EngineStatus {
    const { state, loadMs, memoryMb, restarts } = this.program.status();
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
    };
  }

  unload(): Promise<void> {
    return this.program.stop(this);
  }
}
