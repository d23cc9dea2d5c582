import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import type { TtsConfig } from './config.js';
import { createEngine } from './engines/registry.js';
import type { TextToSpeechEngine } from './engines/text-to-speech-engine.js';
import { type TtsEvents, createEvents } from './events.js';

/** What the service is made of; tests pass their own parts. */
export interface TtsContext {
  config: TtsConfig;
  foundation: ServiceFoundation;
  events: TtsEvents;
  engine: TextToSpeechEngine;
  /** Whether queued jobs are taken, for which Redis must run. */
  takesJobs: boolean;
}

export function createContext(config: TtsConfig, overrides: Partial<TtsContext> = {}): TtsContext {
  const foundation =
    overrides.foundation ??
    createFoundation('tts', config.server, createLogger('tts', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  return {
    config,
    foundation,
    events,
    engine: overrides.engine ?? createEngine(config.engine, (event) => events.engineProcess(event)),
    takesJobs: overrides.takesJobs ?? true,
  };
}
