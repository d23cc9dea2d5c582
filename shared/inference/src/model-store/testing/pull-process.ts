/** Pulls a model in a process of its own: `fork` it with the store's options and the model's name as JSON. */
import { ModelStore } from '../model-store.js';

const [options = '{}', name = ''] = process.argv.slice(2);
const { installed } = await new ModelStore(JSON.parse(options)).pull(name);
process.send?.(installed);
process.disconnect?.();
