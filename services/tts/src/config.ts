import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { speechLanguages } from '@parley/contracts';
import { devicePreferences, dtypes, modelStoreEnvironment, toModelStoreOptions } from '@parley/inference';
import {
  commaSeparated,
  milliseconds,
  readEnvironment,
  serviceEnvironment,
  toServerConfig,
} from '@parley/service-kit';
import { z } from 'zod';
import { engineNames } from './engines/registry.js';
import { ssmlPolicies } from './speaking/speakable-text.js';

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const environmentSchema = z.object({
  ...serviceEnvironment(8082),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Where the job queues live'),
  TTS_ENGINE: z
    .enum(engineNames)
    .default('auto')
    .describe(
      'The engine that speaks first; `auto`: the best that is installed. espeak-ng stands in for all',
    ),
  TTS_ENGINES: commaSeparated
    .pipe(z.array(z.enum(engineNames)))
    .describe('In place of TTS_ENGINE: engines in the order in which they are asked to speak'),
  TTS_MODEL: z
    .string()
    .optional()
    .describe("A model's name (`npm run models -- list`), its folder, or owner/repository"),
  PARLEY_DEVICE: z
    .enum(devicePreferences)
    .default('auto')
    .describe('Where networks run: on the GPU where it works, or as told'),
  TTS_DTYPE: z
    .enum(dtypes)
    .optional()
    .describe("Number format of the weights; the device's best where absent"),
  TTS_THREADS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Threads of one network on the CPU; 0: as many as there are cores, at most 8'),
  TTS_REMOTE_URL: z
    .url()
    .default('http://127.0.0.1:8880/v1')
    .describe('TTS_ENGINE=remote: a server that speaks as OpenAI does, up to /v1'),
  TTS_REMOTE_MODEL: z.string().default('kokoro').describe('The model that it is asked for'),
  TTS_REMOTE_VOICE: z.string().default('af_heart').describe('Its voice where a request names none'),
  TTS_REMOTE_LANGUAGES: commaSeparated
    .pipe(z.array(z.enum(speechLanguages)))
    .describe('What it speaks; all languages where unset'),
  TTS_REMOTE_API_KEY: z.string().optional().describe('Its key'),
  TTS_REMOTE_TIMEOUT_MS: milliseconds(60_000).describe('Longest wait for an answer, and for more of it'),
  TTS_SSML: z
    .enum(ssmlPolicies)
    .default('strip')
    .describe('What becomes of SSML: spoken without its tags, or refused'),
  TTS_CONCURRENCY: count(4).describe('Utterances spoken side by side'),
  TTS_MAX_REQUESTS: count(64).describe('Utterances that may wait; more are told to come back'),
  TTS_MAX_STREAMS: count(64).describe('Speech streams at once'),
  TTS_JOB_CONCURRENCY: count(2).describe('Queued jobs at once'),
  TTS_MAX_VOICES: count(200).describe('Cloned voices that are kept'),
  PARLEY_STATE_DIR: z.string().default('.parley/tts').describe('Folder in which cloned voices are kept'),
  PARLEY_CACHE_DIR: z
    .string()
    .default(join(homedir(), '.cache', 'parley'))
    .describe('What is derived from models and can be made again'),
  ...modelStoreEnvironment,
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig(values),
    redisUrl: values.REDIS_URL,
    engine: {
      names: values.TTS_ENGINES.length > 0 ? values.TTS_ENGINES : [values.TTS_ENGINE],
      model: values.TTS_MODEL,
      device: values.PARLEY_DEVICE,
      dtype: values.TTS_DTYPE,
      threads: values.TTS_THREADS || Math.min(availableParallelism(), 8),
      concurrency: values.TTS_CONCURRENCY,
      cacheDirectory: values.PARLEY_CACHE_DIR,
      remote: {
        url: values.TTS_REMOTE_URL,
        model: values.TTS_REMOTE_MODEL,
        voice: values.TTS_REMOTE_VOICE,
        languages: values.TTS_REMOTE_LANGUAGES,
        apiKey: values.TTS_REMOTE_API_KEY,
        timeoutMs: values.TTS_REMOTE_TIMEOUT_MS,
        concurrency: values.TTS_CONCURRENCY * 4,
      },
    },
    models: toModelStoreOptions(values),
    ssml: values.TTS_SSML,
    queue: { concurrency: values.TTS_CONCURRENCY, maxWaiting: values.TTS_MAX_REQUESTS },
    maxStreams: values.TTS_MAX_STREAMS,
    jobConcurrency: values.TTS_JOB_CONCURRENCY,
    voices: { directory: join(values.PARLEY_STATE_DIR, 'voices'), maxVoices: values.TTS_MAX_VOICES },
  });
}

export type TtsConfig = ReturnType<typeof readConfig>;
