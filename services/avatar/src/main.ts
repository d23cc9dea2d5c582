import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { AvatarService } from './service.js';

await runService('avatar', () => new AvatarService(createContext(readConfig())));
