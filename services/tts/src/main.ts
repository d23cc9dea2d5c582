import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { TtsService } from './service.js';

await runService('tts', () => new TtsService(createContext(readConfig())));
