import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { type AvatarContext, createContext } from '../context.js';
import { createAvatarService } from '../service.js';
import { PaintedEngine } from './painted-engine.js';

export interface StartedService {
  url: string;
  engine: PaintedEngine;
  context: AvatarContext;
  openSockets: () => number;
  stop: () => Promise<void>;
}

/** The service on a free port around an engine without faces, with a folder of its own. */
export async function startService(
  environment: Record<string, string> = {},
  overrides: Partial<AvatarContext> = {},
): Promise<StartedService> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-avatar-'));
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'error',
    DRAIN_TIMEOUT_MS: '500',
    PARLEY_STATE_DIR: folder,
    ...environment,
  });
  const engine: PaintedEngine = new PaintedEngine({ read: (id) => context.portraits.read(id) });
  const context: AvatarContext = await createContext(config, { engine, takesJobs: false, ...overrides });
  const service = createAvatarService(context);
  await service.start();
  return {
    url: service.http.url,
    engine,
    context,
    openSockets: () => service.http.openSockets,
    stop: async () => {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
