import { readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';
import { engineNames } from './engines/registry.js';

export const environmentSchema = z.object({
  ...serviceEnvironment(8082),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Where the job queues live'),
  TTS_ENGINE: z.enum(engineNames).default('espeak').describe('The engine that speaks'),
  TTS_MAX_STREAMS: z.coerce.number().int().positive().default(64).describe('Speech streams at once'),
  TTS_JOB_CONCURRENCY: z.coerce.number().int().positive().default(2).describe('Queued jobs at once'),
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig(values),
    redisUrl: values.REDIS_URL,
    engine: values.TTS_ENGINE,
    maxStreams: values.TTS_MAX_STREAMS,
    jobConcurrency: values.TTS_JOB_CONCURRENCY,
  });
}

export type TtsConfig = ReturnType<typeof readConfig>;
