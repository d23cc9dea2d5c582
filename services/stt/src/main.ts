import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { createSttService } from './service.js';

await runService('stt', () => createSttService(createContext(readConfig())));
