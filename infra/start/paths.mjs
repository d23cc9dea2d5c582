import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What runs and builds leave on this machine; git ignores it. */
export const stateDirectory = join(root, '.parley');
