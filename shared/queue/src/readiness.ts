import type { ReadinessCheck } from '@parley/contracts';
import type { Redis } from 'ioredis';
import { withinTime } from './time-limit.js';

const patienceMs = 1_000;

/** Whether Redis answers, as `/ready` shows it. Never throws. */
export async function checkQueueReadiness(redis: Redis): Promise<ReadinessCheck> {
  const pong = redis.status === 'ready' ? await withinTime(redis.ping(), patienceMs) : undefined;
  if (pong !== undefined) return { name: 'queue', ready: true };
  const { host, port } = redis.options;
  return {
    name: 'queue',
    ready: false,
    reason: `Redis does not answer at ${host}:${port}.`,
    remedy: 'Start Redis (redis-server), or set REDIS_URL to one that runs.',
  };
}
