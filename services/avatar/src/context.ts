import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import type { AvatarConfig } from './config.js';
import type { AvatarEngine } from './engines/avatar-engine.js';
import { createAvatarEngine } from './engines/registry.js';
import { type AvatarEvents, createEvents } from './events.js';
import { PortraitStore } from './portraits/portrait-store.js';

/** What the service is made of; tests pass their own parts. */
export interface AvatarContext {
  config: AvatarConfig;
  foundation: ServiceFoundation;
  events: AvatarEvents;
  portraits: PortraitStore;
  engine: AvatarEngine;
  /** Whether queued jobs are taken, for which Redis must run. */
  takesJobs: boolean;
}

export function createContext(config: AvatarConfig, overrides: Partial<AvatarContext> = {}): AvatarContext {
  const foundation =
    overrides.foundation ??
    createFoundation('avatar', config.server, createLogger('avatar', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  const portraits = overrides.portraits ?? new PortraitStore({ mostBytes: config.portraitCacheBytes });
  return {
    config,
    foundation,
    events,
    portraits,
    engine:
      overrides.engine ??
      createAvatarEngine(config.engine, {
        portraits,
        onEvent: (event) => events.engineProcess(event),
      }),
    takesJobs: overrides.takesJobs ?? true,
  };
}
