import { ParleyError } from '@parley/contracts';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

const windowSeconds = 60;
/** A Redis that answers later than this counts as away: a limit must not cost more than it saves. */
const redisTimeoutMs = 500;

/** So many requests a minute for each caller, over all gateways that share a Redis; each alone where it is away. */
export class RateLimit {
  private readonly redis: Redis;
  private readonly limiter: RateLimiterRedis;

  constructor(
    private readonly requestsPerMinute: number,
    redisUrl: string,
  ) {
    this.redis = new Redis(redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: redisTimeoutMs,
    });
    // Whoever asks the queues is told that Redis is away; the limit goes on without it.
    this.redis.on('error', () => undefined);
    const rule = { points: requestsPerMinute, duration: windowSeconds, keyPrefix: 'parley:requests' };
    this.limiter = new RateLimiterRedis({
      ...rule,
      storeClient: this.redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(rule),
    });
  }

  /** @throws ParleyError `rate_limit_exceeded` with the time after which this caller may ask again. */
  async spend(caller: string): Promise<void> {
    try {
      await this.limiter.consume(caller);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new ParleyError(
        'rate_limit_exceeded',
        `More than ${this.requestsPerMinute} requests in a minute. Please wait a moment.`,
        { retryAfterMs: refusal.msBeforeNext },
      );
    }
  }

  close(): void {
    this.redis.disconnect();
  }
}
