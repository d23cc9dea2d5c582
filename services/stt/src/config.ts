import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { devicePreferences, dtypes, modelStoreEnvironment, toModelStoreOptions } from '@parley/inference';
import {
  megabytes,
  milliseconds,
  readEnvironment,
  serviceEnvironment,
  toServerConfig,
} from '@parley/service-kit';
import { z } from 'zod';
import { engineNames } from './engines/registry.js';

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const environmentSchema = z.object({
  ...serviceEnvironment(8083),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Where the job queues live'),
  STT_ENGINE: z
    .enum(engineNames)
    .default('auto')
    .describe('The engine that listens; `auto`: Whisper where a model is installed, PocketSphinx otherwise'),
  STT_MODEL: z
    .string()
    .optional()
    .describe("A model's name (`npm run models -- list`), its folder, or owner/repository"),
  FINAL_MODEL: z.string().optional().describe('Another model for final texts and recordings'),
  INTERIM_MODEL: z.string().optional().describe('Another, quicker model for interim texts'),
  PARLEY_DEVICE: z
    .enum(devicePreferences)
    .default('auto')
    .describe('Where networks run: on the GPU where it works, or as told'),
  STT_DTYPE: z
    .enum(dtypes)
    .optional()
    .describe("Number format of the weights; the device's best where absent"),
  STT_THREADS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Threads of one network on the CPU; 0: as many as there are cores, at most 8'),
  STT_REMOTE_URL: z
    .url()
    .default('http://127.0.0.1:8090/v1')
    .describe('STT_ENGINE=remote: a server that transcribes as OpenAI does, up to /v1'),
  STT_REMOTE_MODEL: z
    .string()
    .default('mistralai/Voxtral-Mini-3B-2507')
    .describe('The model that it is asked for'),
  STT_REMOTE_API_KEY: z.string().optional().describe('Its key'),
  STT_REMOTE_TIMEOUT_MS: milliseconds(60_000).describe('Longest time of one request to it'),
  PRELOAD_MODELS: z
    .stringbool()
    .default(true)
    .describe('Whether the model is loaded at the start, or by the first request'),
  STT_CONCURRENCY: count(2).describe('Recognitions side by side'),
  STT_MAX_REQUESTS: count(16).describe('Requests to /transcribe at once; more are told to come back'),
  STT_MAX_AUDIO_MINUTES: z.coerce.number().positive().default(720).describe('Longest recording, in minutes'),
  STT_MAX_UPLOAD_MB: megabytes(1_024).describe('Largest recording; inside JSON it is MAX_UPLOAD_MB'),
  STT_ALLOW_PRIVATE_URLS: z
    .stringbool()
    .default(false)
    .describe('Whether audio may be fetched from private, loopback and link-local addresses'),
  STT_URL_TIMEOUT_MS: milliseconds(20_000).describe('Longest time to fetch audio from a URL'),
  STT_JOB_CONCURRENCY: count(1).describe('Queued jobs at once'),
  LIVE_MAX_SESSIONS: count(64).describe('Live sockets at once; more are told to come back'),
  LIVE_IDLE_TIMEOUT_MS: milliseconds(60_000).describe('A live socket that sends nothing this long is closed'),
  LIVE_INTERIM_RATE: z.coerce.number().min(0).max(20).default(4).describe('Interims a second, at most'),
  LIVE_SILENCE_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(5_000)
    .default(500)
    .describe('Silence that ends an utterance'),
  LIVE_MAX_LAG_MS: milliseconds(15_000).describe(
    'Live audio that may wait for recognition before some is dropped',
  ),
  INTERIM_COOLDOWN_MS: milliseconds(220).describe("Least time between one speaker's interims"),
  TAIL_SECONDS: z.coerce
    .number()
    .min(1)
    .max(30)
    .default(7)
    .describe('Interims of a long utterance hear this much of its end'),
  FINAL_HI: count(6).describe('Waiting finals from which interims come half as often'),
  FINAL_CRIT: count(12).describe('Waiting finals from which interims pause and nobody new is let in'),
  INTERIM_HI: count(20).describe('Waiting interims from which they come half as often'),
  INTERIM_CRIT: count(40).describe('Waiting interims from which they pause and nobody new is let in'),
  SCHEDULER_TICK_MS: milliseconds(12).describe('How long speech waits for other speech to share a call'),
  POCKETSPHINX_MODEL_DIR: z
    .string()
    .default('/usr/share/pocketsphinx/model/en-us')
    .describe("PocketSphinx's English model, as Debian lays it out"),
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
    jobConcurrency: values.STT_JOB_CONCURRENCY,
    engine: {
      name: values.STT_ENGINE,
      finalModel: values.FINAL_MODEL ?? values.STT_MODEL,
      interimModel: values.INTERIM_MODEL,
      device: values.PARLEY_DEVICE,
      dtype: values.STT_DTYPE,
      threads: values.STT_THREADS || Math.min(availableParallelism(), 8),
      preload: values.PRELOAD_MODELS,
      concurrency: values.STT_CONCURRENCY,
      cacheDirectory: values.PARLEY_CACHE_DIR,
      pocketSphinxModelDirectory: values.POCKETSPHINX_MODEL_DIR,
      remote: {
        url: values.STT_REMOTE_URL,
        model: values.STT_REMOTE_MODEL,
        apiKey: values.STT_REMOTE_API_KEY,
        timeoutMs: values.STT_REMOTE_TIMEOUT_MS,
        concurrency: values.STT_CONCURRENCY,
      },
    },
    models: toModelStoreOptions(values),
    scheduler: {
      interimCooldownMs: values.INTERIM_COOLDOWN_MS,
      tickMs: values.SCHEDULER_TICK_MS,
      watermarks: {
        finalHigh: values.FINAL_HI,
        finalCritical: values.FINAL_CRIT,
        interimHigh: values.INTERIM_HI,
        interimCritical: values.INTERIM_CRIT,
      },
    },
    requests: {
      maxAtOnce: values.STT_MAX_REQUESTS,
      maxAudioMs: values.STT_MAX_AUDIO_MINUTES * 60_000,
      maxUploadBytes: values.STT_MAX_UPLOAD_MB,
      allowPrivateUrls: values.STT_ALLOW_PRIVATE_URLS,
      urlTimeoutMs: values.STT_URL_TIMEOUT_MS,
    },
    live: {
      maxSessions: values.LIVE_MAX_SESSIONS,
      idleTimeoutMs: values.LIVE_IDLE_TIMEOUT_MS,
      interimRate: values.LIVE_INTERIM_RATE,
      silenceMs: values.LIVE_SILENCE_MS,
      maxLagMs: values.LIVE_MAX_LAG_MS,
      tailMs: values.TAIL_SECONDS * 1_000,
    },
  });
}

export type SttConfig = ReturnType<typeof readConfig>;
