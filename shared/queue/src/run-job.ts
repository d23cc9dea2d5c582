import { type JobKind, type JobResult, toParleyError } from '@parley/contracts';
import { type Job as BullJob, WaitingError } from 'bullmq';
import type { BlobStore } from './blobs/blob-store.js';
import type { Tombstones } from './job-cancellation.js';
import { FailedAttempt, FinalFailure, isWorthRetrying, jobCancelled } from './job-error.js';
import type { JobHandler } from './job-handler.js';
import { packResult, unpackInput } from './job-payload.js';
import { createProgressReporter } from './progress-reporter.js';

/** Why work at a job was broken off from outside. To the handler it is an abort like any other. */
export class JobInterruption extends Error {
  constructor(readonly reason: 'cancelled' | 'stopping' | 'lost') {
    super(`The job was broken off: ${reason}.`);
    this.name = 'AbortError';
  }
}

export interface JobRunner<K extends JobKind> {
  kind: K;
  handler: JobHandler<K>;
  blobs: BlobStore;
  tombstones: Tombstones;
}

type StoredJob = BullJob<unknown, JobResult>;

/**
 * One attempt at one job, from BullMQ's data to its result.
 * @throws what tells BullMQ how to go on: FailedAttempt, FinalFailure, or WaitingError where the job is not ours.
 */
export async function runJob<K extends JobKind>(
  runner: JobRunner<K>,
  job: StoredJob,
  signal: AbortSignal,
): Promise<JobResult> {
  try {
    return await attempt(runner, job, signal);
  } catch (error) {
    const interruption: unknown = signal.aborted ? signal.reason : undefined;
    if (interruption instanceof JobInterruption) throw await giveUp(job, interruption);
    const failure = toParleyError(error);
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    throw isWorthRetrying(failure) && !isLast ? new FailedAttempt(failure) : new FinalFailure(failure);
  }
}

async function attempt<K extends JobKind>(
  { kind, handler, blobs, tombstones }: JobRunner<K>,
  job: StoredJob,
  signal: AbortSignal,
): Promise<JobResult> {
  const id = job.id ?? '';
  if (await tombstones.has(id)) throw jobCancelled();
  const input = await unpackInput(kind, job.data, blobs, signal);
  const result = await handler(input, {
    id,
    attempt: job.attemptsMade + 1,
    signal,
    reportProgress: createProgressReporter((fraction) => job.updateProgress(fraction)),
    blobs,
  });
  const packed = await packResult(result, blobs);
  if (await tombstones.has(id)) throw jobCancelled();
  return packed;
}

async function giveUp(job: StoredJob, { reason }: JobInterruption): Promise<Error> {
  if (reason === 'cancelled') return new FinalFailure(jobCancelled());
  // Where Redis is away the lock runs out, and the job is found by the others all the same.
  if (reason === 'stopping') await job.moveToWait(job.token).catch(() => undefined);
  return new WaitingError();
}
