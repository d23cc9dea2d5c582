import type { EngineStatus, SpeechLanguage, Voice } from '@parley/contracts';
import type {
  SpeechChunk,
  SpeechRequest,
  TextToSpeechEngine,
  VoiceCloning,
} from '../engines/text-to-speech-engine.js';
import type { Lips } from './lips.js';

/**
 * An engine that says what it speaks but not when, with the mouth shapes that it lacks: each chunk has those that are
 * heard in it. Chunks with visemes of their own stay as they are.
 */
export class AlignedEngine implements TextToSpeechEngine {
  readonly id: string;
  readonly languages: readonly SpeechLanguage[];
  readonly cloning?: VoiceCloning;
  readonly #engine: TextToSpeechEngine;
  readonly #lips: Lips;

  constructor(engine: TextToSpeechEngine, lips: Lips) {
    this.#engine = engine;
    this.#lips = lips;
    this.id = engine.id;
    this.languages = engine.languages;
    if (engine.cloning) this.cloning = engine.cloning;
  }

  get voices(): readonly Voice[] {
    return this.#engine.voices;
  }

  async load(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#engine.load(signal), this.#lips.start(this, signal)]);
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<SpeechChunk> {
    const track = this.#lips.open(request.language, request.speed);
    let knowsTimes = false;
    try {
      for await (const { pcm16, visemes, spoken } of this.#engine.synthesize(request, signal)) {
        knowsTimes ||= visemes.length > 0;
        if (knowsTimes) yield { pcm16, visemes };
        else if (spoken) yield { pcm16, visemes: await track.follow(pcm16, spoken, signal) };
        else yield { pcm16, visemes: track.rest(pcm16) };
      }
    } finally {
      track.close();
    }
  }

  status(): EngineStatus {
    const status = this.#engine.status();
    return { ...status, capabilities: { ...status.capabilities, visemes: true } };
  }

  async unload(): Promise<void> {
    await Promise.all([this.#engine.unload(), this.#lips.stop(this)]);
  }
}
