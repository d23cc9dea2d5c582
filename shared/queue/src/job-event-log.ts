import { errorTable, type JobKind } from '@parley/contracts';
import type { ServiceFoundation } from '@parley/service-kit';
import type { JobEvent } from './job-handler.js';

const levels: Record<JobEvent['type'], 'info' | 'warn' | 'error'> = {
  'job-started': 'info',
  'job-completed': 'info',
  'job-failed': 'error',
  'job-retried': 'warn',
  'job-cancelled': 'info',
  'job-released': 'warn',
  'job-stalled': 'warn',
  'queue-failed': 'error',
  'queue-restored': 'info',
};

/** A job that fails through its own input is the caller's business; any other failure is the operator's. */
function levelOf(event: JobEvent): 'info' | 'warn' | 'error' {
  const isCallersFault = event.type === 'job-failed' && errorTable[event.code].status < 500;
  return isCallersFault ? 'info' : levels[event.type];
}

/** Logs and counts what happens to a service's queued jobs. */
export function createJobEventLog(
  { logger, metrics }: Pick<ServiceFoundation, 'logger' | 'metrics'>,
  kind: JobKind,
): (event: JobEvent) => void {
  const events = metrics.counter('parley_job_events_total', 'What happened to queued jobs.', [
    'kind',
    'event',
  ]);
  return (event) => {
    const { type, ...fields } = event;
    events.inc({ kind, event: type.replace(/^job-/, '') });
    const { cause, ...rest } = { cause: undefined, ...fields };
    logger.log(levelOf(event), type.replaceAll('-', ' '), {
      kind,
      ...rest,
      ...(cause !== undefined && { error: cause }),
    });
  };
}
