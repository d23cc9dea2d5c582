import { runService } from '@parley/service-kit';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { createAvatarService } from './service.js';

await runService('avatar', async () => createAvatarService(await createContext(readConfig())));
