import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { AgentService } from './service.js';

await runService('agent', () => new AgentService(createContext(readConfig())));
