/**
 * The results of some work, in the order of its items, while up to `limit` items are worked at and the next one is
 * read. Whatever ends the loop, an abort, a failure or a reader who leaves, ends the source and the work under way.
 */
export async function* mapInOrder<Item, Result>(
  open: (signal: AbortSignal) => AsyncIterable<Item>,
  limit: number,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  outerSignal: AbortSignal,
): AsyncGenerator<Result> {
  const ending = new AbortController();
  const signal = AbortSignal.any([outerSignal, ending.signal]);
  const items = open(signal)[Symbol.asyncIterator]();
  const underWay: Promise<Result>[] = [];
  let reading: Promise<void> | undefined;
  let isRead = false;
  const read = async () => {
    const next = await items.next();
    if (next.done) {
      isRead = true;
    } else {
      const result = work(next.value, signal);
      // It is awaited in its turn; until then its failure is nobody's.
      result.catch(() => undefined);
      underWay.push(result);
    }
    reading = undefined;
  };
  try {
    for (;;) {
      if (isRead && underWay.length === 0) return;
      if (!isRead && underWay.length < limit) reading ??= read();
      const [first] = underWay;
      const waits = [first?.then(() => true), reading?.then(() => false)];
      const isFirstDone = await Promise.race(waits.filter((wait) => wait !== undefined));
      if (!isFirstDone || !first) continue;
      underWay.shift();
      yield await first;
    }
  } finally {
    ending.abort();
    await Promise.allSettled([reading, ...underWay]);
    await items.return?.();
  }
}
