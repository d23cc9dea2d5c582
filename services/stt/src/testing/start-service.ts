import { readConfig } from '../config.js';
import { type SttContext, createContext } from '../context.js';
import { createSttService } from '../service.js';

/** The real service on a free port, with its real engine and voice activity; without queued jobs unless asked for. */
export async function startService(
  environment: Record<string, string> = {},
  overrides: Partial<SttContext> = {},
) {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'error', ...environment });
  const context = await createContext(config, { takesJobs: false, ...overrides });
  const service = createSttService(context);
  await service.start();
  return { context, service, url: service.http.url, stop: () => service.stop() };
}
