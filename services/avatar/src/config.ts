import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { devicePreferences, modelStoreEnvironment, toModelStoreOptions } from '@parley/inference';
import { megabytes, readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';
import { engineNames } from './engines/registry.js';

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const environmentSchema = z.object({
  ...serviceEnvironment(8081),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Where the job queues live'),
  AVATAR_ENGINE: z
    .enum(engineNames)
    .default('auto')
    .describe('The engine that draws the face; `auto`: LivePortrait where it is installed, or the mesh'),
  AVATAR_MODEL: z
    .string()
    .optional()
    .describe("A model's name (`npm run models -- list`), its folder, or owner/repository"),
  AVATAR_LIVE_QUALITY: z
    .enum(['direct', 'bank', 'mesh'])
    .default('direct')
    .describe('The best way to draw live frames that is allowed: by the network, from its bank, by the mesh'),
  PARLEY_DEVICE: z
    .enum(devicePreferences)
    .default('auto')
    .describe('Where networks run: on the GPU where it works, or as told'),
  AVATAR_DTYPE: z
    .enum(['fp32', 'fp16'])
    .optional()
    .describe("Number format of the weights; the device's best where absent"),
  AVATAR_THREADS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Threads of one network on the CPU; 0: as many as there are cores, at most 8'),
  AVATAR_FACES_MB: megabytes(2_048).describe('Room on the disk for what LivePortrait made of portraits'),
  AVATAR_PREPARED_MB: megabytes(256).describe('Memory for portraits that LivePortrait has ready'),
  AVATAR_MAX_SESSIONS: count(8).describe('Live faces at once'),
  AVATAR_VISIBLE_MARK: z
    .stringbool()
    .default(false)
    .describe('Whether every picture says in a corner that it is AI-generated'),
  AVATAR_MAX_PORTRAITS: count(200).describe('Portraits that are kept'),
  AVATAR_PORTRAITS_MB: megabytes(1_024).describe(
    'Room on the disk for the pictures of portraits that are kept',
  ),
  AVATAR_PORTRAIT_CACHE_MB: megabytes(64).describe('Pictures that were only rendered and are remembered'),
  AVATAR_JOB_CONCURRENCY: count(2).describe('Queued jobs at once'),
  AVATAR_MAX_CLIP_SECONDS: count(300).describe('Longest clip of one job'),
  AVATAR_CLIP_SIDE: z.coerce
    .number()
    .int()
    .min(64)
    .max(4_096)
    .default(1_280)
    .describe('Longer side of a clip, in pixels, at most'),
  PARLEY_STATE_DIR: z.string().default('.parley/avatar').describe('Folder in which portraits are kept'),
  PARLEY_CACHE_DIR: z
    .string()
    .default(join(homedir(), '.cache', 'parley'))
    .describe('What is derived from models, or was made of portraits, and can be made again'),
  ...modelStoreEnvironment,
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig(values),
    redisUrl: values.REDIS_URL,
    engine: {
      name: values.AVATAR_ENGINE,
      model: values.AVATAR_MODEL,
      device: values.PARLEY_DEVICE,
      dtype: values.AVATAR_DTYPE,
      threads: values.AVATAR_THREADS || Math.min(availableParallelism(), 8),
      bestQuality: values.AVATAR_LIVE_QUALITY,
      cacheDirectory: values.PARLEY_CACHE_DIR,
      keptBytes: values.AVATAR_FACES_MB,
      preparedBytes: values.AVATAR_PREPARED_MB,
    },
    models: toModelStoreOptions(values),
    maxSessions: values.AVATAR_MAX_SESSIONS,
    visibleMark: values.AVATAR_VISIBLE_MARK,
    portraits: {
      directory: join(values.PARLEY_STATE_DIR, 'portraits'),
      maxPortraits: values.AVATAR_MAX_PORTRAITS,
      maxBytes: values.AVATAR_PORTRAITS_MB,
      rememberedBytes: values.AVATAR_PORTRAIT_CACHE_MB,
    },
    jobConcurrency: values.AVATAR_JOB_CONCURRENCY,
    clips: { longestMs: values.AVATAR_MAX_CLIP_SECONDS * 1_000, longestSide: values.AVATAR_CLIP_SIDE },
  });
}

export type AvatarConfig = ReturnType<typeof readConfig>;
