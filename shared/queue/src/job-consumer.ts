import { setTimeout as sleep } from 'node:timers/promises';
import type { JobKind, JobResult, ReadinessCheck } from '@parley/contracts';
import { type Job as BullJob, type JobJson, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { BlobStore } from './blobs/blob-store.js';
import { cancellationChannel, type Tombstones } from './job-cancellation.js';
import { FailedAttempt, FinalFailure, retryDelayMs } from './job-error.js';
import type { JobEvent } from './job-handler.js';
import { jobEnvelopeSchema } from './job-payload.js';
import { lockDurationMs, maxStalledCount, queueName, stalledCheckIntervalMs } from './queue-options.js';
import { checkQueueReadiness } from './readiness.js';
import { longestReconnectDelayMs } from './redis-clients.js';
import { JobInterruption } from './run-job.js';
import { withinTime } from './time-limit.js';

type StoredJob = BullJob<unknown, JobResult>;

export interface JobConsumerOptions {
  kind: JobKind;
  prefix: string;
  redis: Redis;
  /** Aborted when connections need not come back any more. */
  closing: AbortController;
  blobs: BlobStore;
  tombstones: Tombstones;
  concurrency: number;
  run: (job: StoredJob, signal: AbortSignal) => Promise<JobResult>;
  onEvent: (event: JobEvent) => void;
}

/** After the grace of a stop, handlers that were told to stop have this long. */
const lastGraceMs = 1_000;

/** Kinds that this process consumes, by queue: a second handler would take jobs from the first. */
const consumed = new Set<string>();

/** A BullMQ worker with the house's rules: one handler for a kind, cancellation, and a stop that loses no job. */
export class JobConsumer {
  private readonly claim: string;
  private readonly worker: Worker<unknown, JobResult, string>;
  private readonly subscriber: Redis;
  /** Work under way. An id is here twice where a lost job came back before its first run noticed. */
  private readonly running = new Map<AbortController, string>();
  private isAway = false;
  private stopping: Promise<void> | undefined;

  /** @throws Error where this process already has a handler for the kind. */
  constructor(private readonly options: JobConsumerOptions) {
    const { kind, prefix, redis } = options;
    this.claim = `${redis.options.host}:${redis.options.port}/${redis.options.db} ${prefix} ${kind}`;
    if (consumed.has(this.claim)) {
      redis.disconnect();
      throw new Error(`This process already has a handler for ${kind} jobs; a kind has one.`);
    }
    consumed.add(this.claim);
    redis.on('ready', () => this.connected()).on('error', (error) => this.failed(error));
    redis.on('close', () => this.failed(new Error('The connection to Redis was closed.')));
    this.subscriber = redis.duplicate().on('error', (error) => this.failed(error));
    this.worker = this.createWorker();
    this.listen();
  }

  /** Jobs under way here. */
  get activeJobs(): number {
    return this.running.size;
  }

  /** The `queue` check of `/ready`. */
  readonly checkReadiness = (): Promise<ReadinessCheck> => checkQueueReadiness(this.options.redis);

  /** Takes no more jobs and waits for those under way; what is not done after the grace goes back to the queue. */
  stop(graceMs: number): Promise<void> {
    this.stopping ??= this.end(graceMs);
    return this.stopping;
  }

  private async end(graceMs: number): Promise<void> {
    if (this.options.redis.status !== 'ready') await this.giveUpConnecting();
    const closed = this.worker.close().then(() => true);
    if (!(await withinTime(closed, graceMs))) {
      for (const id of this.running.values()) this.interrupt(id, 'stopping');
      await withinTime(closed, lastGraceMs);
    }
    this.subscriber.disconnect();
    this.options.redis.disconnect();
    consumed.delete(this.claim);
  }

  /** BullMQ waits for the end of its connections, which does not come while they wait for another try. */
  private async giveUpConnecting(): Promise<void> {
    this.options.closing.abort();
    await sleep(longestReconnectDelayMs + 100);
  }

  private createWorker(): Worker<unknown, JobResult, string> {
    const { kind, prefix, redis, concurrency } = this.options;
    return new TolerantWorker(queueName(kind), (job: StoredJob) => this.process(job), {
      connection: redis,
      prefix,
      concurrency,
      lockDuration: lockDurationMs,
      stalledInterval: stalledCheckIntervalMs,
      maxStalledCount,
      settings: { backoffStrategy: (attemptsMade, _type, error) => retryDelayMs(attemptsMade, error) },
    });
  }

  private async process(job: StoredJob): Promise<JobResult> {
    const id = job.id ?? '';
    const controller = new AbortController();
    this.running.set(controller, id);
    this.options.onEvent({
      type: 'job-started',
      id,
      attempt: job.attemptsMade + 1,
      waitedMs: Date.now() - job.timestamp,
    });
    try {
      return await this.options.run(job, controller.signal);
    } catch (error) {
      if (error instanceof WaitingError) {
        const reason = isLost(controller.signal) ? 'lost' : 'stopping';
        this.options.onEvent({ type: 'job-released', id, reason });
      }
      throw error;
    } finally {
      this.running.delete(controller);
    }
  }

  private interrupt(id: string, reason: JobInterruption['reason']): void {
    for (const [controller, runningId] of this.running) {
      if (runningId === id) controller.abort(new JobInterruption(reason));
    }
  }

  /** For announcements that were missed. */
  private async interruptCancelled(ids: readonly string[]): Promise<void> {
    try {
      for (const id of await this.options.tombstones.among(ids)) this.interrupt(id, 'cancelled');
    } catch (error) {
      this.failed(error);
    }
  }

  private listen(): void {
    const { onEvent, prefix } = this.options;
    this.worker.on('completed', (job) => {
      onEvent({ type: 'job-completed', id: job.id ?? '', durationMs: durationOf(job) });
      void this.dropPayload(job);
    });
    this.worker.on('failed', (job, error) => job && this.attemptFailed(job, error));
    this.worker.on('stalled', (id) => onEvent({ type: 'job-stalled', id }));
    this.worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) this.interrupt(id, 'lost');
    });
    this.worker.on('locksRenewed', ({ jobIds }) => void this.interruptCancelled(jobIds));
    this.worker.on('error', (error) => this.failed(error));
    this.subscriber.on('message', (_channel, id) => this.interrupt(id, 'cancelled'));
    this.subscriber.subscribe(cancellationChannel(prefix)).catch((error: unknown) => this.failed(error));
  }

  private attemptFailed(job: StoredJob, error: Error): void {
    const { onEvent } = this.options;
    const id = job.id ?? '';
    const durationMs = durationOf(job);
    if (error instanceof FailedAttempt) {
      onEvent({ type: 'job-retried', id, code: error.error.code, durationMs, cause: error.error });
      return;
    }
    const failure = error instanceof FinalFailure ? error.error : undefined;
    onEvent(
      failure?.code === 'cancelled'
        ? { type: 'job-cancelled', id, durationMs }
        : {
            type: 'job-failed',
            id,
            code: failure?.code ?? 'job_failed',
            durationMs,
            cause: failure ?? error,
          },
    );
    void this.dropPayload(job);
  }

  /** A job that has ended needs its payload no more. What cannot be dropped now expires. */
  private async dropPayload(job: StoredJob): Promise<void> {
    const keys = jobEnvelopeSchema.safeParse(job.data).data?.blobKeys ?? [];
    await Promise.allSettled(keys.map((key) => this.options.blobs.delete(key)));
  }

  /** One event for an outage, however many commands and reconnections fail in it. */
  private failed(cause: unknown): void {
    if (this.options.redis.status !== 'ready') {
      if (this.isAway || this.stopping) return;
      this.isAway = true;
    }
    this.options.onEvent({ type: 'queue-failed', cause });
  }

  private connected(): void {
    if (this.isAway) this.options.onEvent({ type: 'queue-restored' });
    this.isAway = false;
  }
}

/** BullMQ's worker would try a job whose data is not even JSON for ever. Without data, `runJob` refuses it. */
class TolerantWorker extends Worker<unknown, JobResult, string> {
  protected override createJob(data: JobJson, jobId: string): StoredJob {
    try {
      return super.createJob(data, jobId);
    } catch {
      return super.createJob({ ...data, data: 'null' }, jobId);
    }
  }
}

function isLost(signal: AbortSignal): boolean {
  return signal.reason instanceof JobInterruption && signal.reason.reason === 'lost';
}

function durationOf(job: StoredJob): number {
  return Date.now() - (job.processedOn ?? Date.now());
}
