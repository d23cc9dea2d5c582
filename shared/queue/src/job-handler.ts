import type { ErrorCode, JobInput, JobKind, JobResult } from '@parley/contracts';
import type { BlobStore } from './blobs/blob-store.js';

export interface JobContext {
  id: string;
  /** 1 for the first attempt. A job whose worker died is begun again under the same number. */
  attempt: number;
  /** Aborted when the job is cancelled, taken over by another worker, or handed back because the service stops. */
  signal: AbortSignal;
  /** How far the work is, 0 to 1. Cheap: reports that come too fast are left out. Never throws. */
  reportProgress: (fraction: number) => void;
  /** Where the job's file lies, and where a large result goes. */
  blobs: BlobStore;
}

/**
 * Does one job. It must only wait, for an engine process or another service: heavy work here would keep the lock
 * from being renewed. It may run again where a worker died, so what it does outside must bear repeating.
 * A ParleyError becomes the job's error; anything else is shown as `internal_error`.
 */
export type JobHandler<K extends JobKind> = (input: JobInput<K>, context: JobContext) => Promise<JobResult>;

/** What happened to a job here, for the service's log and metrics. Never with a payload. */
export type JobEvent =
  | { type: 'job-started'; id: string; attempt: number; waitedMs: number }
  | { type: 'job-completed'; id: string; durationMs: number }
  | { type: 'job-failed'; id: string; code: ErrorCode; durationMs: number; cause: unknown }
  | { type: 'job-retried'; id: string; code: ErrorCode; durationMs: number; cause: unknown }
  | { type: 'job-cancelled'; id: string; durationMs: number }
  /** Broken off here and done elsewhere: the service stops, or another worker holds the job. */
  | { type: 'job-released'; id: string; reason: 'stopping' | 'lost' }
  /** The worker that held it died or hung; it waits again. Told by whoever noticed. */
  | { type: 'job-stalled'; id: string }
  /** The connection to Redis was lost (told once, and mended without help), or a command failed. */
  | { type: 'queue-failed'; cause: unknown }
  | { type: 'queue-restored' };
