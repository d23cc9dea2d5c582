import { describe, expect, it } from 'vitest';
import { mapInOrder } from './map-in-order.js';

/** A source that knows how it ended. */
function numbers(count: number) {
  const state = { read: 0, isClosed: false };
  async function* open(signal: AbortSignal) {
    try {
      for (let i = 0; i < count; i++) {
        signal.throwIfAborted();
        state.read += 1;
        yield i;
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { state, open };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });

describe('work in order', () => {
  const { signal } = new AbortController();

  it('gives results in the order of the items, however they end, and never has too many under way', async () => {
    const { open, state } = numbers(20);
    let underWay = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, (underWay += 1));
      for (let turns = (item * 7) % 5; turns > 0; turns--) await new Promise(setImmediate);
      underWay -= 1;
      return item;
    };
    const results = await collect(mapInOrder(open, 3, work, signal));
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(3);
    expect(state.isClosed).toBe(true);
  });

  it('reads no further than it works', async () => {
    const { open, state } = numbers(1_000);
    const results = mapInOrder(open, 2, async (item) => item, signal);
    await results.next();
    expect(state.read).toBeLessThan(6);
    await results.return(undefined);
    expect(state.isClosed).toBe(true);
  });

  it('ends everything where one fails', async () => {
    const { open, state } = numbers(10);
    let begun = 0;
    let ended = 0;
    const work = async (item: number, workSignal: AbortSignal) => {
      if (item === 1) throw new Error('the second fails');
      if (item === 0) return item;
      begun += 1;
      return untilAborted(workSignal).finally(() => (ended += 1));
    };
    await expect(collect(mapInOrder(open, 4, work, signal))).rejects.toThrow('the second fails');
    expect(begun).toBeGreaterThan(0);
    expect([ended, state.isClosed]).toEqual([begun, true]);
  });

  it('ends everything where it is aborted, the reading too', async () => {
    const abort = new AbortController();
    const state = { isClosed: false };
    async function* open(sourceSignal: AbortSignal) {
      try {
        yield 1;
        await untilAborted(sourceSignal);
      } finally {
        state.isClosed = true;
      }
    }
    const results = mapInOrder(open, 2, (_item, workSignal) => untilAborted(workSignal), abort.signal);
    const ended = expect(collect(results)).rejects.toThrow('aborted');
    await new Promise(setImmediate);
    abort.abort();
    await ended;
    expect(state.isClosed).toBe(true);
  });
});
