import { z } from 'zod';

/** An environment that cannot be used: each line names a variable and what is wrong with it. */
export class ConfigurationError extends Error {
  constructor(problems: string) {
    super(`The configuration has problems. Correct these environment variables:\n${problems}`);
    this.name = 'ConfigurationError';
  }
}

/** Megabytes as people write limits, bytes as code wants them. */
export const megabytes = (fallback: number) =>
  z.coerce
    .number()
    .positive()
    .default(fallback)
    .transform((value) => Math.round(value * 2 ** 20));

export const milliseconds = (fallback: number) => z.coerce.number().int().nonnegative().default(fallback);

/** A list separated by commas; empty where the variable is unset. */
export const commaSeparated = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** The variables that every service reads, with its own default port. */
export function serviceEnvironment(port: number) {
  return {
    HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for every interface'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(port).describe('Port to listen on'),
    LOG_LEVEL: z
      .enum(['error', 'warn', 'info', 'debug'])
      .default('info')
      .describe('Least severe level that is logged'),
    REQUEST_TIMEOUT_MS: milliseconds(120_000).describe('Longest time for one HTTP request'),
    DRAIN_TIMEOUT_MS: milliseconds(10_000).describe(
      'Longest time that work under way may take after SIGTERM',
    ),
    MAX_UPLOAD_MB: megabytes(25).describe('Largest request body'),
    EVENT_LOOP_LIMIT_MS: milliseconds(250).describe(
      'Event-loop delay (p99) above which a service is not ready',
    ),
  };
}

export interface ServerConfig {
  host: string;
  port: number;
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  requestTimeoutMs: number;
  drainTimeoutMs: number;
  maxUploadBytes: number;
  eventLoopLimitMs: number;
}

/** The variables of `serviceEnvironment`, grouped. */
export function toServerConfig(
  environment: z.infer<z.ZodObject<ReturnType<typeof serviceEnvironment>>>,
): ServerConfig {
  return {
    host: environment.HOST,
    port: environment.PORT,
    logLevel: environment.LOG_LEVEL,
    requestTimeoutMs: environment.REQUEST_TIMEOUT_MS,
    drainTimeoutMs: environment.DRAIN_TIMEOUT_MS,
    maxUploadBytes: environment.MAX_UPLOAD_MB,
    eventLoopLimitMs: environment.EVENT_LOOP_LIMIT_MS,
  };
}

/**
 * Reads the environment once, by schema. Empty variables count as unset, as Compose passes them.
 * @throws ConfigurationError naming every variable at fault.
 */
export function readEnvironment<S extends z.ZodObject>(
  schema: S,
  environment: NodeJS.ProcessEnv,
): z.infer<S> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (!result.success) throw new ConfigurationError(z.prettifyError(result.error));
  return result.data;
}
