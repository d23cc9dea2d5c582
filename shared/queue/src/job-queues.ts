import {
  type Job,
  type JobInput,
  type JobKind,
  type JobResult,
  ParleyError,
  type ReadinessCheck,
} from '@parley/contracts';
import type { Redis } from 'ioredis';
import type { BlobStore } from './blobs/blob-store.js';
import { createBlobStore } from './blobs/create-blob-store.js';
import { toThrownJobError } from './job-error.js';
import { createJobId } from './job-id.js';
import { packInput, parseResult } from './job-payload.js';
import { JobStore, type QueueCounts } from './job-store.js';
import { isFinished, toCancelled } from './job-view.js';
import { JobWatch } from './job-watch.js';
import {
  defaultPrefix,
  defaultQueueLimits,
  type QueueConnection,
  type QueueLimits,
} from './queue-options.js';
import { checkQueueReadiness } from './readiness.js';
import { askRedis, createProducerRedis } from './redis-clients.js';

export interface JobQueuesOptions {
  connection: QueueConnection;
  limits?: Partial<QueueLimits>;
  /** Told when the connection to Redis fails; it mends itself. */
  onConnectionError?: (error: Error) => void;
}

/** Followers look at their job this often even where no event came: a lost event delays them, and no more. */
const recheckMs = 2_000;

/**
 * The producers' side of the queues: jobs of every kind are added, shown, followed, cancelled and collected here.
 * While Redis is away every method throws `queue_unavailable` within a moment.
 */
export class JobQueues {
  /** Where a job's file is put before the job is added. */
  readonly blobs: BlobStore;
  private readonly redis: Redis;
  private readonly store: JobStore;
  private readonly watch: JobWatch;

  constructor(options: JobQueuesOptions) {
    const { connection } = options;
    const limits = { ...defaultQueueLimits, ...options.limits };
    this.redis = createProducerRedis(connection.redisUrl);
    this.redis.on('error', (error) => options.onConnectionError?.(error));
    this.blobs = createBlobStore(this.redis, connection, limits);
    this.store = new JobStore(this.redis, connection.prefix ?? defaultPrefix, limits);
    this.watch = new JobWatch(connection, limits.maxWatchers);
  }

  /**
   * Queues a job. Its file, which `blobs.put` has stored, belongs to the job from here on, and is dropped where the
   * job is refused. With an idempotency key the same request gives the same job for as long as that is kept.
   * @throws ParleyError `invalid_parameter`, `at_capacity`, `queue_unavailable`; `invalid_request` where the key
   *   came with another request before.
   */
  async add<K extends JobKind>(
    kind: K,
    input: JobInput<K>,
    options: { idempotencyKey?: string } = {},
  ): Promise<Job> {
    const id = createJobId(kind, options.idempotencyKey);
    const envelope = await askRedis(this.redis, () => packInput(kind, input, this.blobs));
    const held = await askRedis(this.redis, () => this.store.addOnce(kind, id, envelope)).catch(
      async (error: unknown) => {
        await this.drop(envelope.blobKeys);
        throw error;
      },
    );
    await this.drop(envelope.blobKeys.filter((key) => !held.blobKeys.includes(key)));
    if (held.fingerprint !== envelope.fingerprint) {
      throw new ParleyError(
        'invalid_request',
        'This idempotency key came with a different request before. Use a new key.',
        { param: 'Idempotency-Key' },
      );
    }
    return this.get(id);
  }

  /** @throws ParleyError `job_not_found`, `queue_unavailable`. */
  async get(id: string): Promise<Job> {
    const job = await askRedis(this.redis, () => this.store.find(id));
    if (job) return job;
    throw new ParleyError('job_not_found', 'There is no such job, or it ended too long ago.', {
      param: 'id',
    });
  }

  /**
   * What a completed job left.
   * @throws ParleyError `job_not_found`, `job_not_finished`, `queue_unavailable`; the job's own error where it
   *   failed or was cancelled.
   */
  async result(id: string): Promise<JobResult> {
    const job = await this.get(id);
    if (job.error) throw toThrownJobError(job.error);
    if (job.state !== 'completed') {
      throw new ParleyError('job_not_finished', `The job is ${job.state}; its result comes later.`, {
        retryAfterMs: 1_000,
      });
    }
    return parseResult(await askRedis(this.redis, () => this.store.returnValue(job.kind, id)));
  }

  /**
   * Cancels a job: a queued one is removed, the worker of an active one is told to stop. It shows as `cancelled` at
   * once. A job that has ended is left as it is.
   * @throws ParleyError `job_not_found`, `queue_unavailable`.
   */
  async cancel(id: string): Promise<Job> {
    const job = await this.get(id);
    if (isFinished(job)) return job;
    const { unusedBlobKeys } = await askRedis(this.redis, () => this.store.cancel(toCancelled(job)));
    this.watch.ring(id);
    await this.drop(unusedBlobKeys);
    return this.get(id);
  }

  /**
   * The job as it is, and again whenever it has changed, until it has ended or the signal is aborted. Changes that
   * come faster than they are read are seen as one. While Redis is away, it waits.
   * @throws ParleyError `job_not_found`, `at_capacity`, and at the start `queue_unavailable`.
   */
  async *events(id: string, signal: AbortSignal): AsyncGenerator<Job, void, undefined> {
    const { kind } = await this.get(id);
    const { bell, release } = this.watch.follow(kind, id);
    let shown = '';
    try {
      while (!signal.aborted) {
        const job = await this.getUnlessAway(id);
        const seen = JSON.stringify(job);
        if (job && seen !== shown) {
          shown = seen;
          yield job;
          if (isFinished(job)) return;
        }
        await bell.wait(recheckMs, signal);
      }
    } finally {
      release();
    }
  }

  /** Depths and workers of every queue. */
  async counts(): Promise<Record<JobKind, QueueCounts>> {
    const [transcribe, synthesize, render] = await askRedis(this.redis, () =>
      Promise.all([
        this.store.counts('transcribe'),
        this.store.counts('synthesize'),
        this.store.counts('render'),
      ]),
    );
    return { transcribe, synthesize, render };
  }

  /** Callers of this process that follow a job now. */
  get watcherCount(): number {
    return this.watch.watcherCount;
  }

  /** The `queue` check of `/ready`. */
  checkReadiness(): Promise<ReadinessCheck> {
    return checkQueueReadiness(this.redis);
  }

  async close(): Promise<void> {
    await this.watch.close();
    await this.store.close();
    this.redis.disconnect();
  }

  private async getUnlessAway(id: string): Promise<Job | undefined> {
    try {
      return await this.get(id);
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'queue_unavailable') return undefined;
      throw error;
    }
  }

  /** Payloads that nobody will ask for. What cannot be dropped now expires. */
  private async drop(blobKeys: readonly string[]): Promise<void> {
    await Promise.allSettled(blobKeys.map((key) => this.blobs.delete(key)));
  }
}
