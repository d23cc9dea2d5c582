import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import { ServiceDirectory } from './clients/service-directory.js';
import { SpeechClient } from './clients/speech-client.js';
import type { AgentConfig } from './config.js';
import type { LanguageModel } from './engines/language-model.js';
import { createLanguageModel } from './engines/registry.js';
import { type AgentEvents, createEvents } from './events.js';

/** What the service is made of; tests pass their own parts. */
export interface AgentContext {
  config: AgentConfig;
  foundation: ServiceFoundation;
  events: AgentEvents;
  model: LanguageModel;
  speech: SpeechClient;
  directory: ServiceDirectory;
}

export function createContext(config: AgentConfig, overrides: Partial<AgentContext> = {}): AgentContext {
  const foundation =
    overrides.foundation ??
    createFoundation('agent', config.server, createLogger('agent', config.server.logLevel));
  return {
    config,
    foundation,
    events: overrides.events ?? createEvents(foundation),
    model: overrides.model ?? createLanguageModel(config.languageModel),
    speech: overrides.speech ?? new SpeechClient(config.upstream.ttsUrl),
    directory: overrides.directory ?? new ServiceDirectory(),
  };
}
