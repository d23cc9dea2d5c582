import { ParleyError } from '@parley/contracts';
import { Redis } from 'ioredis';

const firstConnectMs = 500;
const retryAfterMs = 2_000;

export const longestReconnectDelayMs = 1_000;

function reconnectDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 6), longestReconnectDelayMs);
}

/** A client for producers: while Redis is away it refuses at once, and no command waits longer than 4 s. */
export function createProducerRedis(url: string): Redis {
  return new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 4_000,
    connectTimeout: 4_000,
    retryStrategy: reconnectDelayMs,
  });
}

/**
 * A client for consumers: its commands wait for Redis to come back, as BullMQ's workers need. Once the signal is
 * aborted neither it nor its duplicates, which BullMQ makes and keeps to itself, try to come back.
 */
export function createConsumerRedis(url: string, signal: AbortSignal): Redis {
  return new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: 4_000,
    retryStrategy: (attempt) => (signal.aborted ? null : reconnectDelayMs(attempt)),
  });
}

/**
 * What an operation on a client answers.
 * @throws ParleyError `queue_unavailable` while Redis is away, `at_capacity` where its memory is full.
 */
export async function askRedis<T>(redis: Redis, operation: () => Promise<T>): Promise<T> {
  if (redis.options.enableOfflineQueue === false) await untilConnected(redis);
  try {
    return await operation();
  } catch (error) {
    throw toQueueError(error);
  }
}

/** A process that has just started is given a moment; a connection that was lost is not waited for. */
async function untilConnected(redis: Redis): Promise<void> {
  if (redis.status === 'connecting' || redis.status === 'connect') {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        redis.off('ready', done).off('close', done);
        resolve();
      };
      const timer = setTimeout(done, firstConnectMs);
      redis.once('ready', done).once('close', done);
    });
  }
  if (redis.status !== 'ready') throw queueUnavailable();
}

/** Redis' own answers that mean "not now": it loads its data, or it follows a master that is away. */
const passingReplies = /^(LOADING|READONLY|MASTERDOWN|BUSY|CLUSTERDOWN|TRYAGAIN)\b/;

/** What ioredis and BullMQ throw. A SyntaxError is BullMQ's word for a job that is not JSON: no outage. */
function toQueueError(error: unknown): unknown {
  if (error instanceof ParleyError) return error;
  if (error instanceof SyntaxError) return error;
  const isReply = error instanceof Error && error.name === 'ReplyError';
  if (!isReply || passingReplies.test(error.message)) return queueUnavailable(error);
  if (error.message.startsWith('OOM')) {
    return new ParleyError('at_capacity', "The queue's memory is full. Try again later.", {
      retryAfterMs: 30_000,
      cause: error,
    });
  }
  return error;
}

function queueUnavailable(cause?: unknown): ParleyError {
  return new ParleyError(
    'queue_unavailable',
    'The queue cannot be reached, so no job can be taken or shown. Try again in a few seconds.',
    { retryAfterMs, cause },
  );
}
