import type { EngineStatus, ParleyError, SpeechLanguage, Voice } from '@parley/contracts';
import type { SpeechChunk, TextToSpeechEngine } from './text-to-speech-engine.js';

export interface UnusableEngineOptions {
  /** The engine that was asked for. */
  id: string;
  languages: readonly SpeechLanguage[];
  /** Why it cannot be had: missing files, a licence, a model of another family. */
  error: ParleyError;
}

/** Stands in the place of an engine that cannot be had, and is plain about the reason; others speak for it. */
export class UnusableEngine implements TextToSpeechEngine {
  readonly id: string;
  readonly languages: readonly SpeechLanguage[];
  readonly voices: readonly Voice[] = [];

  constructor(private readonly options: UnusableEngineOptions) {
    this.id = options.id;
    this.languages = options.languages;
  }

  async load(): Promise<void> {
    throw this.options.error;
  }

  // eslint-disable-next-line require-yield -- it has nothing to say
  async *synthesize(): AsyncGenerator<SpeechChunk> {
    throw this.options.error;
  }

  status(): EngineStatus {
    const { id, languages, error } = this.options;
    return {
      id,
      description: error.message,
      embedded: false,
      device: 'none',
      ready: false,
      languages: [...languages],
    };
  }

  async unload(): Promise<void> {}
}
