import { ParleyError } from '@parley/contracts';

/** What the network is asked for, the most urgent first: a person waits for a frame, then for a still, then for a clip. */
const urgencies = ['frame', 'still', 'clip', 'bank'] as const;
export type Urgency = (typeof urgencies)[number];

/** Pieces of work of one kind that may wait; more are told to come back. */
const mostWaiting = 64;

interface Waiting {
  begin: () => void;
}

/** A few pieces of work at a time on one network: the most urgent next, and those of one kind in their order. */
export class WorkTurns {
  readonly #waiting = new Map<Urgency, Waiting[]>(urgencies.map((urgency) => [urgency, []]));
  #places: number;

  /** @param places pieces of work at once */
  constructor(places = 1) {
    this.#places = places;
  }

  /** @throws ParleyError `at_capacity` where too much waits already; `cancelled` where the signal aborts while it waits; what the work throws. */
  async take<T>(urgency: Urgency, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(urgency, signal);
    try {
      return await work();
    } finally {
      this.#places += 1;
      // Messages that came while the network ran are heard first: something more urgent may be among them.
      setImmediate(() => this.#next());
    }
  }

  #turn(urgency: Urgency, signal: AbortSignal | undefined): Promise<void> {
    const queue = this.#waiting.get(urgency) ?? [];
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(new ParleyError('cancelled', 'The work was cancelled.'));
      };
      const waiting: Waiting = {
        begin: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      if (queue.length >= mostWaiting) {
        return reject(
          new ParleyError('at_capacity', 'Too many pictures wait to be drawn. Please try again soon.', {
            retryAfterMs: 2_000,
          }),
        );
      }
      if (signal?.aborted) return reject(new ParleyError('cancelled', 'The work was cancelled.'));
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.push(waiting);
      this.#next();
    });
  }

  #next(): void {
    if (this.#places <= 0) return;
    const queue = urgencies
      .map((urgency) => this.#waiting.get(urgency) ?? [])
      .find((each) => each.length > 0);
    const waiting = queue?.shift();
    if (!waiting) return;
    this.#places -= 1;
    waiting.begin();
  }
}
