import { jobSchema, type Job } from '@parley/contracts';
import type { Redis } from 'ioredis';

/**
 * A cancelled job is one that has a tombstone: the job as it was when it was cancelled. It outlives a queued job,
 * which is removed, and outranks whatever an active one still does: workers look for it before they start, whenever
 * they renew their locks, and before they deliver. The channel only makes them look sooner.
 */
export class Tombstones {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /** Sets the tombstone of a job, unless it has one. */
  async set(job: Job, ttlMs: number): Promise<void> {
    await this.redis.set(this.key(job.id), JSON.stringify(job), 'PX', ttlMs, 'NX');
  }

  async get(id: string): Promise<Job | undefined> {
    const text = await this.redis.get(this.key(id));
    return text === null ? undefined : jobSchema.parse(JSON.parse(text));
  }

  async has(id: string): Promise<boolean> {
    return (await this.redis.exists(this.key(id))) === 1;
  }

  /** Those of the jobs that are cancelled. */
  async among(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = await this.redis.mget(ids.map((id) => this.key(id)));
    return ids.filter((_id, index) => typeof found[index] === 'string');
  }

  async announce(id: string): Promise<void> {
    await this.redis.publish(cancellationChannel(this.prefix), id);
  }

  private key(id: string): string {
    return `${this.prefix}:cancelled:${id}`;
  }
}

/** The pub/sub channel on which the ids of cancelled jobs are announced. */
export function cancellationChannel(prefix: string): string {
  return `${prefix}:cancellations`;
}
