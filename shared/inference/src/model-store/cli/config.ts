import { config as loadDotenv } from 'dotenv';
import { z } from 'zod';
import { modelStoreEnvironment, toModelStoreOptions } from '../config.js';
import type { ModelStoreOptions } from '../model-store.js';

/** Reads the environment, and .env where it says nothing. Empty variables count as unset. */
export function readConfig(): ModelStoreOptions {
  loadDotenv({ quiet: true });
  const present = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  return toModelStoreOptions(z.object(modelStoreEnvironment).parse(present));
}
