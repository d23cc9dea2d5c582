import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { createTtsService } from './service.js';

await runService('tts', async () => createTtsService(await createContext(readConfig())));
