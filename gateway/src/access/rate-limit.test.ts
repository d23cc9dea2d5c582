import { isRedisInstalled, TestRedis } from '@parley/queue/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.js';

describe.skipIf(!isRedisInstalled)('a limit on requests', () => {
  let redis: TestRedis;
  let limits: RateLimit[];

  beforeEach(async () => {
    redis = await TestRedis.start();
    limits = [new RateLimit(2, redis.url), new RateLimit(2, redis.url)];
  });
  afterEach(async () => {
    for (const limit of limits) limit.close();
    await redis.stop();
  });

  /** Once both are connected, a caller that one of them counted is known to the other. */
  const untilShared = async () => {
    let caller = 0;
    await expect
      .poll(async () => {
        caller += 1;
        const name = `warm-up-${caller}`;
        for (const limit of limits) await limit.spend(name);
        return limits[0]?.spend(name).then(
          () => 'alone',
          () => 'shared',
        );
      })
      .toBe('shared');
  };

  it('counts for all gateways together, and for each caller apart', async () => {
    const [one, other] = limits;
    await untilShared();
    await one?.spend('a');
    await other?.spend('a');
    await expect(one?.spend('a')).rejects.toMatchObject({ code: 'rate_limit_exceeded', status: 429 });
    await one?.spend('b');
  });

  it('holds without Redis, quickly', async () => {
    await untilShared();
    redis.freeze();
    const startedAt = performance.now();
    const [limit] = limits;
    await limit?.spend('a');
    await limit?.spend('a');
    await expect(limit?.spend('a')).rejects.toMatchObject({ code: 'rate_limit_exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    redis.thaw();
  });
});
