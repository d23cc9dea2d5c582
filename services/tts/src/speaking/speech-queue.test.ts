import { describe, expect, it } from 'vitest';
import { SpeechQueue } from './speech-queue.js';

const never = new AbortController().signal;

describe('the queue in front of the engines', () => {
  it('lets so many in, tells the others their place, and refuses one too many with the time to wait', async () => {
    const queue = new SpeechQueue({ concurrency: 1, maxWaiting: 2 });
    const release = await queue.enter({ lane: 'request' }, never);
    const told: string[] = [];
    const order: string[] = [];
    const wait = async (name: string) => {
      const onPosition = (position: number) => told.push(`${name} ${position}`);
      const leave = await queue.enter({ lane: 'request', onPosition }, never);
      order.push(name);
      leave();
    };
    const both = Promise.all([wait('a'), wait('b')]);
    const refusal = await queue.enter({ lane: 'request' }, never).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'at_capacity', retryAfterMs: expect.any(Number) });
    expect(queue.waiting).toBe(2);
    release();
    release();
    await both;
    expect(told).toEqual(['a 1', 'b 2', 'b 1']);
    expect(order).toEqual(['a', 'b']);
    expect(queue.active).toBe(0);
  });

  it('serves conversations first and jobs last, and counts jobs against nobody', async () => {
    const queue = new SpeechQueue({ concurrency: 1, maxWaiting: 1 });
    const release = await queue.enter({ lane: 'job' }, never);
    const order: string[] = [];
    const all = (['job', 'job', 'live'] as const).map(async (lane) => {
      const leave = await queue.enter({ lane }, never);
      order.push(lane);
      leave();
    });
    release();
    await Promise.all(all);
    expect(order).toEqual(['live', 'job', 'job']);
  });

  it('forgets who goes away', async () => {
    const queue = new SpeechQueue({ concurrency: 1, maxWaiting: 5 });
    const release = await queue.enter({ lane: 'live' }, never);
    const gone = new AbortController();
    const leaving = queue.enter({ lane: 'live' }, gone.signal);
    const staying = queue.enter({ lane: 'live' }, never);
    gone.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    release();
    (await staying)();
    expect(queue).toMatchObject({ active: 0, waiting: 0 });
  });
});
