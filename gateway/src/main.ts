import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { GatewayService } from './service.js';

await runService('gateway', () => new GatewayService(createContext(readConfig())));
