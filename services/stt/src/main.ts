import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { createSttService } from './service.js';

await runService('stt', async () => createSttService(await createContext(readConfig())));
