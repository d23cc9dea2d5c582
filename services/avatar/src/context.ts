import { ModelStore } from '@parley/inference';
import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import type { AvatarConfig } from './config.js';
import type { AvatarEngine } from './engines/avatar-engine.js';
import { createAvatarEngine } from './engines/registry.js';
import { type AvatarEvents, createEvents } from './events.js';
import { KeptPortraits } from './portraits/kept-portraits.js';
import { PortraitStore } from './portraits/portrait-store.js';
import { Preparations } from './portraits/preparations.js';

/** What the service is made of; tests pass their own parts. */
export interface AvatarContext {
  config: AvatarConfig;
  foundation: ServiceFoundation;
  events: AvatarEvents;
  portraits: PortraitStore;
  engine: AvatarEngine;
  preparations: Preparations;
  /** Whether queued jobs are taken, for which Redis must run. */
  takesJobs: boolean;
}

export async function createContext(
  config: AvatarConfig,
  overrides: Partial<AvatarContext> = {},
): Promise<AvatarContext> {
  const foundation =
    overrides.foundation ??
    createFoundation('avatar', config.server, createLogger('avatar', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  const portraits = overrides.portraits ?? (await openPortraits(config, events));
  const engine =
    overrides.engine ??
    (await createAvatarEngine(
      {
        ...config.engine,
        portraits,
        onEvent: (event) => events.engineProcess(event),
        onBank: (event) => events.bank(event),
        onNote: (note) => events.modelNoted(note),
      },
      new ModelStore(config.models),
    ));
  return {
    config,
    foundation,
    events,
    portraits,
    engine,
    preparations: overrides.preparations ?? new Preparations(engine),
    takesJobs: overrides.takesJobs ?? true,
  };
}

async function openPortraits({ portraits }: AvatarConfig, events: AvatarEvents): Promise<PortraitStore> {
  const kept = new KeptPortraits(portraits.directory, {
    maxPortraits: portraits.maxPortraits,
    maxBytes: portraits.maxBytes,
    onDamaged: (id, reason) => events.portraitDamaged(id, reason),
  });
  try {
    await kept.removeAbandonedDrafts();
    await kept.list();
  } catch (error) {
    events.portraitsNotRead(error);
  }
  return new PortraitStore({ kept, mostBytes: portraits.rememberedBytes });
}
