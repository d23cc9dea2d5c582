import { readConfig } from '../config.js';
import { createContext } from '../context.js';
import { SttService } from '../service.js';

/** The real service on a free port, with its real engine and voice activity. */
export async function startService(environment: Record<string, string> = {}) {
  const context = createContext(readConfig({ PORT: '0', LOG_LEVEL: 'error', ...environment }));
  const service = new SttService(context);
  await service.start();
  return { context, service, url: service.http.url, stop: () => service.stop() };
}
