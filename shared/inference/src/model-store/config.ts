import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { ModelStoreOptions } from './model-store.js';

/** Where programs of this account keep what can be fetched again (XDG Base Directory Specification). */
const userCache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');

/** What huggingface_hub takes for yes (`constants.py`, `ENV_VARS_TRUE_VALUES`); everything else is no. */
const flag = z
  .string()
  .default('')
  .transform((value) => ['1', 'on', 'yes', 'true'].includes(value.toLowerCase()));

/** The variables by which a model store is set up: the hub's own, as huggingface_hub documents them, and two of ours. */
export const modelStoreEnvironment = {
  PARLEY_MODELS_DIR: z
    .string()
    .default(join(homedir(), '.parley', 'models'))
    .describe('Models that people bring themselves, one folder each'),
  PARLEY_ACCEPT_LICENSES: z
    .string()
    .default('')
    .describe(
      'Licences that you accept, by the words that `npm run models -- list` shows, separated by commas',
    ),
  HF_HOME: z.string().default(join(userCache, 'huggingface')).describe('The Hugging Face cache'),
  HF_HUB_CACHE: z.string().optional().describe('Its folder of repositories; hub in HF_HOME where unset'),
  HF_ENDPOINT: z.string().default('https://huggingface.co').describe('The hub, or a mirror of it'),
  HF_TOKEN: z
    .string()
    .optional()
    .describe('Token for gated and private repositories; the one in HF_HOME where unset'),
  HF_TOKEN_PATH: z.string().optional().describe('File with the token; token in HF_HOME where unset'),
  HF_HUB_OFFLINE: flag.describe('Whether the hub is never asked'),
} as const;

type ModelStoreVariables = z.infer<z.ZodObject<typeof modelStoreEnvironment>>;

/** The variables as a store takes them. */
export function toModelStoreOptions(values: ModelStoreVariables): ModelStoreOptions {
  const home = expandHome(values.HF_HOME);
  return {
    modelsDirectory: expandHome(values.PARLEY_MODELS_DIR),
    hubCache: expandHome(values.HF_HUB_CACHE ?? join(home, 'hub')),
    endpoint: values.HF_ENDPOINT.replace(/\/+$/, ''),
    tokenFile: expandHome(values.HF_TOKEN_PATH ?? join(home, 'token')),
    ...(values.HF_TOKEN !== undefined && { token: values.HF_TOKEN.trim() }),
    offline: values.HF_HUB_OFFLINE,
    acceptedLicenses: values.PARLEY_ACCEPT_LICENSES.split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  };
}

/** `~` at the beginning, which .env files leave as it is. */
function expandHome(path: string): string {
  return resolve(path.replace(/^~(?=$|[/\\])/, homedir()));
}
