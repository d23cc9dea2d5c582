import { type Job, type JobKind, ParleyError } from '@parley/contracts';
import { Queue, type Job as BullJob } from 'bullmq';
import type { Redis } from 'ioredis';
import { Tombstones } from './job-cancellation.js';
import { kindOfJobId } from './job-id.js';
import { type JobEnvelope, jobEnvelopeSchema } from './job-payload.js';
import { isKept, toJob } from './job-view.js';
import { maxAttempts, type QueueLimits, queueName } from './queue-options.js';
import { withinTime } from './time-limit.js';

/** How many jobs of a kind are where, and how many workers take them. */
export type QueueCounts = Record<'queued' | 'active' | 'completed' | 'failed' | 'workers', number>;

/** BullMQ's event stream is for those who follow a job now; it is not a history. */
const maxStreamEvents = 1_000;

type BullQueue = Queue<unknown, unknown, string>;

/** The jobs as Redis keeps them: BullMQ's queues, one for each kind, and the tombstones of cancelled jobs. */
export class JobStore {
  private readonly queues = new Map<JobKind, BullQueue>();
  private readonly tombstones: Tombstones;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly limits: QueueLimits,
  ) {
    this.tombstones = new Tombstones(redis, prefix);
  }

  /** Adds a job, unless there is one of this id, and answers what the queue then holds under it. */
  async addOnce(kind: JobKind, id: string, envelope: JobEnvelope): Promise<JobEnvelope> {
    const held = await this.envelopeOf(kind, id);
    if (await this.find(id)) return held ?? { ...envelope, blobKeys: [] };
    if (held) await this.queue(kind).remove(id);
    if ((await this.queue(kind).getWaitingCount()) >= this.limits.maxQueuedJobs) {
      throw new ParleyError('at_capacity', `The queue of ${kind} jobs is full. Try again later.`, {
        retryAfterMs: 30_000,
      });
    }
    await this.queue(kind).add(kind, envelope, { jobId: id });
    // Two requests with one idempotency key may have come at once: BullMQ keeps the first.
    return (await this.envelopeOf(kind, id)) ?? envelope;
  }

  /** The job of this id, while it is kept. */
  async find(id: string): Promise<Job | undefined> {
    const kind = kindOfJobId(id);
    if (kind === undefined) return undefined;
    const cancelled = await this.tombstones.get(id);
    if (cancelled) return cancelled;
    const state = await this.queue(kind).getJobState(id);
    const stored = await this.queue(kind).getJob(id);
    if (state === 'unknown' || !stored) return undefined;
    const position = state === 'waiting' ? await this.position(kind, id) : null;
    const job = toJob(kind, id, state, stored, position);
    return isKept(job, this.limits.retentionMs) ? job : undefined;
  }

  /** What a completed job's worker returned, unread. */
  async returnValue(kind: JobKind, id: string): Promise<unknown> {
    return (await this.stored(kind, id))?.returnvalue;
  }

  /** Marks a job as cancelled, removes it where it still waits, and tells its worker otherwise. */
  async cancel(job: Job): Promise<{ unusedBlobKeys: string[] }> {
    const envelope = await this.envelopeOf(job.kind, job.id);
    await this.tombstones.set(job, this.limits.retentionMs);
    const wasWaiting = (await this.queue(job.kind).remove(job.id)) === 1;
    if (!wasWaiting) await this.tombstones.announce(job.id);
    return { unusedBlobKeys: wasWaiting ? (envelope?.blobKeys ?? []) : [] };
  }

  async counts(kind: JobKind): Promise<QueueCounts> {
    const queue = this.queue(kind);
    const [jobs, workers] = await Promise.all([queue.getJobCounts(), queue.getWorkersCount()]);
    const { waiting = 0, delayed = 0, prioritized = 0, active = 0, completed = 0, failed = 0 } = jobs;
    return { queued: waiting + delayed + prioritized, active, completed, failed, workers };
  }

  async close(): Promise<void> {
    await withinTime(Promise.all([...this.queues.values()].map((queue) => queue.close())), 1_000);
  }

  /** Jobs ahead of one that waits: BullMQ adds at the head of the list and takes from its tail. */
  private async position(kind: JobKind, id: string): Promise<number | null> {
    const key = this.queue(kind).toKey('wait');
    const [index, length] = await Promise.all([this.redis.lpos(key, id), this.redis.llen(key)]);
    return index === null ? null : Math.max(length - 1 - index, 0);
  }

  private async envelopeOf(kind: JobKind, id: string): Promise<JobEnvelope | undefined> {
    return jobEnvelopeSchema.safeParse((await this.stored(kind, id))?.data).data;
  }

  private async stored(kind: JobKind, id: string): Promise<BullJob<unknown, unknown> | undefined> {
    return this.queue(kind).getJob(id);
  }

  /** A queue is made when it is first used: one that is made while Redis is away would never come to life. */
  private queue(kind: JobKind): BullQueue {
    const existing = this.queues.get(kind);
    if (existing) return existing;
    const keep = { age: Math.ceil(this.limits.retentionMs / 1_000) };
    const queue: BullQueue = new Queue(queueName(kind), {
      connection: this.redis,
      prefix: this.prefix,
      skipWaitingForReady: true,
      streams: { events: { maxLen: maxStreamEvents } },
      defaultJobOptions: {
        attempts: maxAttempts,
        backoff: { type: 'custom' },
        removeOnComplete: keep,
        removeOnFail: keep,
        stackTraceLimit: 1,
      },
    });
    // Failures of the connection reach whoever asked, through the rejected command.
    queue.on('error', () => undefined);
    // One whose first words with Redis were cut short stays mute: the next call makes another.
    queue.waitUntilReady().catch(() => this.queues.delete(kind));
    this.queues.set(kind, queue);
    return queue;
  }
}
