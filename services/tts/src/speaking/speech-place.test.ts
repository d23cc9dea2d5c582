import { describe, expect, it } from 'vitest';
import { SpeechPlace } from './speech-place.js';
import { SpeechQueue } from './speech-queue.js';

const never = new AbortController().signal;

async function* chunks() {
  yield* [1, 2, 3];
}

describe('a place among those that speak', () => {
  it('is free for others while its listener takes nothing, and is had again without being refused', async () => {
    const queue = new SpeechQueue({ concurrency: 1, maxWaiting: 1 });
    const slow = await SpeechPlace.enter(queue, { lane: 'request' }, never);
    const heard = slow.whileListening(chunks(), 1);
    expect((await heard.next()).value).toBe(1);
    const other = await queue.enter({ lane: 'request' }, never);
    const waiting = queue.enter({ lane: 'request' }, never);
    const second = heard.next();
    other();
    (await waiting)();
    expect((await second).value).toBe(2);
    expect(queue.active).toBe(1);
    slow.leave();
    expect(queue).toMatchObject({ active: 0, waiting: 0 });
  });

  it('is not taken again for a listener who has left', async () => {
    const queue = new SpeechQueue({ concurrency: 1, maxWaiting: 1 });
    const gone = new AbortController();
    const slow = await SpeechPlace.enter(queue, { lane: 'request' }, gone.signal);
    const heard = slow.whileListening(chunks(), 1);
    await heard.next();
    const other = await queue.enter({ lane: 'request' }, never);
    const next = heard.next();
    gone.abort();
    await expect(next).rejects.toMatchObject({ code: 'cancelled' });
    slow.leave();
    other();
    expect(queue).toMatchObject({ active: 0, waiting: 0 });
  });
});
