import { type JobKind, ParleyError } from '@parley/contracts';
import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { Bell } from './bell.js';
import { queueName, type QueueConnection, defaultPrefix } from './queue-options.js';
import { createConsumerRedis } from './redis-clients.js';
import { withinTime } from './time-limit.js';

interface Feed {
  redis: Redis;
  events: QueueEvents;
}

/** Rings the bells of those who follow a job when BullMQ tells that something happened to it. */
export class JobWatch {
  private readonly bells = new Map<string, Set<Bell>>();
  private readonly feeds = new Map<JobKind, Feed>();
  private readonly closing = new AbortController();
  private watchers = 0;

  constructor(
    private readonly connection: QueueConnection,
    private readonly maxWatchers: number,
  ) {}

  /** @throws ParleyError `at_capacity` where too many follow already. */
  follow(kind: JobKind, id: string): { bell: Bell; release: () => void } {
    if (this.watchers >= this.maxWatchers) {
      throw new ParleyError(
        'at_capacity',
        'Too many callers follow their jobs here. Ask for the job instead.',
        {
          retryAfterMs: 5_000,
        },
      );
    }
    this.open(kind);
    const bell = new Bell();
    const bells = this.bells.get(id) ?? new Set();
    this.bells.set(id, bells.add(bell));
    this.watchers += 1;
    const release = (): void => {
      bells.delete(bell);
      if (bells.size === 0) this.bells.delete(id);
      this.watchers -= 1;
    };
    return { bell, release };
  }

  get watcherCount(): number {
    return this.watchers;
  }

  ring(id: string): void {
    for (const bell of this.bells.get(id) ?? []) bell.ring();
  }

  async close(): Promise<void> {
    this.closing.abort();
    for (const { events, redis } of this.feeds.values()) {
      await withinTime(events.close(), 1_000);
      redis.disconnect();
    }
    this.feeds.clear();
  }

  /** A feed holds a connection of its own, so it is opened when somebody first follows a job of its kind. */
  private open(kind: JobKind): void {
    if (this.feeds.has(kind)) return;
    const redis = createConsumerRedis(this.connection.redisUrl, this.closing.signal);
    const prefix = this.connection.prefix ?? defaultPrefix;
    const events = new QueueEvents(queueName(kind), { connection: redis, prefix, blockingTimeout: 5_000 });
    const ring = ({ jobId }: { jobId: string }): void => this.ring(jobId);
    for (const event of [
      'waiting',
      'active',
      'progress',
      'delayed',
      'completed',
      'failed',
      'removed',
    ] as const) {
      events.on(event, ring);
    }
    // The connection mends itself, and followers look for themselves every few seconds.
    events.on('error', () => undefined);
    redis.on('error', () => undefined);
    this.feeds.set(kind, { redis, events });
  }
}
