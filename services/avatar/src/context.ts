import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import type { AvatarConfig } from './config.js';
import type { AvatarEngine } from './engines/avatar-engine.js';
import { createAvatarEngine } from './engines/registry.js';
import { type AvatarEvents, createEvents } from './events.js';

/** What the service is made of; tests pass their own parts. */
export interface AvatarContext {
  config: AvatarConfig;
  foundation: ServiceFoundation;
  events: AvatarEvents;
  engine: AvatarEngine;
  /** Whether queued jobs are taken, for which Redis must run. */
  takesJobs: boolean;
}

export function createContext(config: AvatarConfig, overrides: Partial<AvatarContext> = {}): AvatarContext {
  const foundation =
    overrides.foundation ??
    createFoundation('avatar', config.server, createLogger('avatar', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  return {
    config,
    foundation,
    events,
    engine:
      overrides.engine ??
      createAvatarEngine(config.engine, {
        portraitCacheBytes: config.portraitCacheBytes,
        onEvent: (event) => events.engineProcess(event),
      }),
    takesJobs: overrides.takesJobs ?? true,
  };
}
