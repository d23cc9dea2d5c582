import { join } from 'node:path';
import { modelStoreEnvironment, toModelStoreOptions } from '@parley/inference';
import { commaSeparated, readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
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
  ...modelStoreEnvironment,
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig(values),
    redisUrl: values.REDIS_URL,
    engine: { names: values.TTS_ENGINES.length > 0 ? values.TTS_ENGINES : [values.TTS_ENGINE] },
    models: toModelStoreOptions(values),
    ssml: values.TTS_SSML,
    queue: { concurrency: values.TTS_CONCURRENCY, maxWaiting: values.TTS_MAX_REQUESTS },
    maxStreams: values.TTS_MAX_STREAMS,
    jobConcurrency: values.TTS_JOB_CONCURRENCY,
    voices: { directory: join(values.PARLEY_STATE_DIR, 'voices'), maxVoices: values.TTS_MAX_VOICES },
  });
}

export type TtsConfig = ReturnType<typeof readConfig>;
