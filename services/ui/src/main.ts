import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { UiService } from './service.js';

await runService('ui', async () => new UiService(await createContext(readConfig())));
