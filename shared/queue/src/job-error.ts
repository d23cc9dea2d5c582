import { type ErrorCode, errorCodeSchema, type Job, ParleyError } from '@parley/contracts';
import { UnrecoverableError } from 'bullmq';
import { z } from 'zod';

/** Failures of an engine that another attempt, or another replica, may not meet. */
const passingCodes: ReadonlySet<ErrorCode> = new Set([
  'engine_failed',
  'engine_timeout',
  'engine_not_ready',
  'at_capacity',
]);

export function isWorthRetrying(error: ParleyError): boolean {
  return passingCodes.has(error.code);
}

/** A failed attempt as BullMQ takes it: code and message travel in the reason that it keeps with the job. */
export class FailedAttempt extends Error {
  constructor(readonly error: ParleyError) {
    super(encode(error));
    this.name = 'FailedAttempt';
  }
}

/** A failure that ends the job, whatever attempts remain. BullMQ knows it by its class. */
export class FinalFailure extends UnrecoverableError {
  constructor(readonly error: ParleyError) {
    super(encode(error));
  }
}

const longestDelayMs = 30_000;

/** How long a job waits for its next attempt: what the engine asked for, or 1, 2, 4 ... seconds. */
export function retryDelayMs(attemptsMade: number, error: Error | undefined): number {
  const asked = error instanceof FailedAttempt ? (error.error.retryAfterMs ?? 0) : 0;
  return Math.min(Math.max(asked, 1_000 * 2 ** (attemptsMade - 1)), longestDelayMs);
}

const failedReasonSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('Not JSON.');
      return z.NEVER;
    }
  })
  .pipe(z.object({ code: errorCodeSchema, message: z.string() }));

/** The error of a failed job. BullMQ's own reasons (a job that took several workers down) are put in our words. */
export function decodeJobError(failedReason: string | undefined): NonNullable<Job['error']> {
  const parsed = failedReasonSchema.safeParse(failedReason);
  if (parsed.success) return parsed.data;
  return failedReason?.includes('stalled') === true
    ? { code: 'job_failed', message: 'Every worker that took this job died of it, so it is not tried again.' }
    : { code: 'job_failed', message: "The job failed. The worker's log has the details under the job's id." };
}

/** What a caller who asks for the result of a failed job is told. */
export function toThrownJobError(error: NonNullable<Job['error']>): ParleyError {
  const code = errorCodeSchema.safeParse(error.code);
  return new ParleyError(code.success ? code.data : 'job_failed', error.message);
}

export function jobCancelled(): ParleyError {
  return new ParleyError('cancelled', 'The job was cancelled.');
}

function encode({ code, message }: ParleyError): string {
  return JSON.stringify({ code, message });
}
