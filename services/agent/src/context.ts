import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import { ServiceDirectory } from './clients/service-directory.js';
import { SpeechClient } from './clients/speech-client.js';
import type { AgentConfig } from './config.js';
import type { LanguageModelSource } from './engines/language-model.js';
import { createLanguageModels } from './engines/registry.js';
import { type AgentEvents, createEvents } from './events.js';

/** What the service is made of; tests pass their own parts. */
export interface AgentContext {
  config: AgentConfig;
  foundation: ServiceFoundation;
  events: AgentEvents;
  models: LanguageModelSource;
  speech: SpeechClient;
  directory: ServiceDirectory;
}

export function createContext(config: AgentConfig, overrides: Partial<AgentContext> = {}): AgentContext {
  const foundation =
    overrides.foundation ??
    createFoundation('agent', config.server, createLogger('agent', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  return {
    config,
    foundation,
    events,
    models:
      overrides.models ??
      createLanguageModels(config.languageModel, {
        onFound: events.languageModelFound,
        onLost: events.languageModelLost,
      }),
    speech: overrides.speech ?? new SpeechClient(config.upstream.ttsUrl),
    directory: overrides.directory ?? new ServiceDirectory(),
  };
}
