import { megabytes, readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';
import { avatarEngineIds } from './engines/registry.js';

export const environmentSchema = z.object({
  ...serviceEnvironment(8081),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Where the job queues live'),
  AVATAR_ENGINE: z.enum(avatarEngineIds).default('mesh-warp').describe('The engine that draws the face'),
  AVATAR_MAX_SESSIONS: z.coerce.number().int().positive().default(8).describe('Live faces at once'),
  AVATAR_PORTRAIT_CACHE_MB: megabytes(64).describe('Uploaded portraits that are remembered'),
  AVATAR_JOB_CONCURRENCY: z.coerce.number().int().positive().default(2).describe('Queued jobs at once'),
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig(values),
    redisUrl: values.REDIS_URL,
    engine: values.AVATAR_ENGINE,
    maxSessions: values.AVATAR_MAX_SESSIONS,
    portraitCacheBytes: values.AVATAR_PORTRAIT_CACHE_MB,
    jobConcurrency: values.AVATAR_JOB_CONCURRENCY,
  });
}

export type AvatarConfig = ReturnType<typeof readConfig>;
