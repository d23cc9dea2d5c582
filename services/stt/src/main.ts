import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { SttService } from './service.js';

await runService('stt', () => new SttService(createContext(readConfig())));
