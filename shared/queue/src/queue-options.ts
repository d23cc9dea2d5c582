import type { JobKind } from '@parley/contracts';

/** Where the queues live. Producers and consumers that share these two see the same jobs. */
export interface QueueConnection {
  /** `redis://[user:password@]host:port[/db]`, or `rediss://` for TLS. */
  redisUrl: string;
  /** The leading part of every Redis key; `parley` where absent. */
  prefix?: string;
  /** A folder that every replica mounts, for payloads; they live in Redis where absent. */
  blobFolder?: string;
}

export interface QueueLimits {
  /** How long a finished job, and with it its result, can be asked for. */
  retentionMs: number;
  /** How long a payload waits for its job, and a result for its reader; a job that waits longer fails. */
  blobTtlMs: number;
  /** Largest payload, in bytes: half an hour of speech as a WAV of 24 kHz. Uploads have a lower limit of their own. */
  blobMaxBytes: number;
  /** All payloads together, in bytes: a full store answers `at_capacity`. */
  blobStoreMaxBytes: number;
  /** Jobs of one kind that may wait: a longer queue answers `at_capacity`. */
  maxQueuedJobs: number;
  /** Callers of one process that may follow jobs at once. */
  maxWatchers: number;
}

export const defaultQueueLimits: QueueLimits = {
  retentionMs: 3_600_000,
  blobTtlMs: 3_600_000,
  blobMaxBytes: 96 * 1024 * 1024,
  blobStoreMaxBytes: 1024 * 1024 * 1024,
  maxQueuedJobs: 1_000,
  maxWatchers: 500,
};

/** JSON longer than this travels as a blob: Redis and BullMQ copy a job's data several times. */
export const maxInlineBytes = 64 * 1024;

/**
 * A killed worker's job goes to another within the lock's time and two checks: 10 s at most. A lock is renewed
 * twice in its time, which a service process always manages, since engines run in processes of their own.
 */
export const lockDurationMs = 6_000;
export const stalledCheckIntervalMs = 2_000;

/** A job that takes its worker down this often and once more is not tried again. */
export const maxStalledCount = 3;

/** Attempts at a job whose error may pass (see `isWorthRetrying`), the first included. */
export const maxAttempts = 5;

export const defaultPrefix = 'parley';

/** BullMQ's name for the queue of a kind. */
export function queueName(kind: JobKind): string {
  return `jobs-${kind}`;
}
