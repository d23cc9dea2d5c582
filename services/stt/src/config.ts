import { homedir } from 'node:os';
import { join } from 'node:path';
import { milliseconds, readEnvironment, serviceEnvironment, toServerConfig } from '@parley/service-kit';
import { z } from 'zod';
import { engineNames } from './engines/registry.js';

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

export const environmentSchema = z.object({
  ...serviceEnvironment(8083),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Where the job queues live'),
  STT_ENGINE: z.enum(engineNames).default('pocketsphinx').describe('The engine that listens'),
  STT_CONCURRENCY: count(2).describe('Recognitions side by side: a busy core each'),
  STT_MAX_REQUESTS: count(16).describe('Requests to /transcribe at once; more are told to come back'),
  STT_MAX_AUDIO_MINUTES: z.coerce.number().positive().default(30).describe('Longest recording, in minutes'),
  STT_ALLOW_PRIVATE_URLS: z
    .stringbool()
    .default(false)
    .describe('Whether audio may be fetched from private, loopback and link-local addresses'),
  STT_URL_TIMEOUT_MS: milliseconds(20_000).describe('Longest time to fetch audio from a URL'),
  STT_JOB_CONCURRENCY: count(1).describe('Queued jobs at once'),
  LIVE_MAX_SESSIONS: count(64).describe('Live sockets at once; more are told to come back'),
  LIVE_IDLE_TIMEOUT_MS: milliseconds(60_000).describe('A live socket that sends nothing this long is closed'),
  LIVE_INTERIM_RATE: z.coerce.number().min(0).max(20).default(2).describe('Interims a second, at most'),
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
  POCKETSPHINX_MODEL_DIR: z
    .string()
    .default('/usr/share/pocketsphinx/model/en-us')
    .describe("PocketSphinx's English model, as Debian lays it out"),
  PARLEY_MODELS_DIR: z
    .string()
    .default(join(homedir(), '.parley', 'models'))
    .describe('Models that people bring themselves, one folder each'),
  HF_HOME: z
    .string()
    .default(join(homedir(), '.cache', 'huggingface'))
    .describe('The Hugging Face cache'),
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const values = readEnvironment(environmentSchema, environment);
  return Object.freeze({
    server: toServerConfig(values),
    redisUrl: values.REDIS_URL,
    jobConcurrency: values.STT_JOB_CONCURRENCY,
    engine: {
      name: values.STT_ENGINE,
      concurrency: values.STT_CONCURRENCY,
      pocketSphinxModelDirectory: values.POCKETSPHINX_MODEL_DIR,
      modelsDirectory: values.PARLEY_MODELS_DIR,
      hubDirectory: values.HF_HOME,
    },
    requests: {
      maxAtOnce: values.STT_MAX_REQUESTS,
      maxAudioMs: values.STT_MAX_AUDIO_MINUTES * 60_000,
      allowPrivateUrls: values.STT_ALLOW_PRIVATE_URLS,
      urlTimeoutMs: values.STT_URL_TIMEOUT_MS,
    },
    live: {
      maxSessions: values.LIVE_MAX_SESSIONS,
      idleTimeoutMs: values.LIVE_IDLE_TIMEOUT_MS,
      interimRate: values.LIVE_INTERIM_RATE,
      silenceMs: values.LIVE_SILENCE_MS,
      maxLagMs: values.LIVE_MAX_LAG_MS,
    },
  });
}

export type SttConfig = ReturnType<typeof readConfig>;
