import type { EngineStatus, ParleyError } from '@parley/contracts';
import type {
  EngineCapabilities,
  EngineReadiness,
  EngineTranscript,
  SpeechToTextEngine,
} from './speech-to-text-engine.js';

export interface UnusableEngineOptions {
  /** The engine that was asked for. */
  id: string;
  description: string;
  languages: readonly string[];
  capabilities: EngineCapabilities;
  /** Why it cannot be had: missing files, a licence, a model of another family. */
  error: ParleyError;
}

/** Stands in the place of an engine that cannot be had: alive, never ready, and plain about the reason. */
export class UnusableEngine implements SpeechToTextEngine {
  readonly id: string;
  readonly languages: readonly string[];
  readonly capabilities: EngineCapabilities;
  readonly concurrency = 1;
  readonly maxAudioMs = 30_000;

  constructor(private readonly options: UnusableEngineOptions) {
    this.id = options.id;
    this.languages = options.languages;
    this.capabilities = options.capabilities;
  }

  async load(): Promise<void> {
    throw this.options.error;
  }

  async transcribe(): Promise<EngineTranscript> {
    throw this.options.error;
  }

  status(): EngineStatus {
    const { id, description, languages, capabilities } = this.options;
    return {
      id,
      description,
      embedded: false,
      device: 'none',
      ready: false,
      languages: [...languages],
      capabilities: { ...capabilities },
    };
  }

  readiness(): EngineReadiness & { ready: false } {
    const { code, message } = this.options.error;
    return { ready: false, code, reason: message };
  }

  async unload(): Promise<void> {}
}
