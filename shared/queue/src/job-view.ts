import type { Job, JobKind } from '@parley/contracts';
import type { Job as BullJob, JobState as BullState } from 'bullmq';
import { decodeJobError } from './job-error.js';

const states: Record<BullState, Job['state']> = {
  waiting: 'queued',
  prioritized: 'queued',
  delayed: 'queued',
  'waiting-children': 'queued',
  active: 'active',
  completed: 'completed',
  failed: 'failed',
};

/** Where a job's result is found, relative to the gateway. */
function resultUrl(id: string): string {
  return `/v1/jobs/${id}/result`;
}

/**
 * BullMQ's job in the house's terms. A job that waits for another attempt is `queued` without a position.
 * `bullState` must have been read before the job: what is read later can only be newer.
 */
export function toJob(
  kind: JobKind,
  id: string,
  bullState: BullState,
  job: BullJob<unknown, unknown>,
  position: number | null,
): Job {
  const state = states[bullState];
  const finished = state === 'completed' || state === 'failed';
  const error = state === 'failed' ? decodeJobError(job.failedReason) : null;
  return {
    id,
    kind,
    state: error?.code === 'cancelled' ? 'cancelled' : state,
    progress: state === 'completed' ? 1 : toFraction(job.progress),
    position,
    createdAt: new Date(job.timestamp).toISOString(),
    finishedAt: finished ? new Date(job.finishedOn ?? job.timestamp).toISOString() : null,
    resultUrl: state === 'completed' ? resultUrl(id) : null,
    error,
  };
}

/** The job as it is shown from its cancellation on. */
export function toCancelled(job: Job): Job {
  return {
    ...job,
    state: 'cancelled',
    position: null,
    finishedAt: new Date().toISOString(),
    error: { code: 'cancelled', message: 'The job was cancelled.' },
  };
}

export function isFinished(job: Job): boolean {
  return job.state === 'completed' || job.state === 'failed' || job.state === 'cancelled';
}

/** A finished job that may still be asked for, or one that is not finished. BullMQ removes old ones only in passing. */
export function isKept(job: Job, retentionMs: number): boolean {
  return job.finishedAt === null || Date.now() - Date.parse(job.finishedAt) < retentionMs;
}

function toFraction(progress: unknown): number {
  return typeof progress === 'number' ? Math.min(Math.max(progress, 0), 1) : 0;
}
