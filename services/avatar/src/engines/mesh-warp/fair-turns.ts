import { ParleyError } from '@parley/contracts';

/** Work that one party may have waiting; a live session has one frame under way. */
const mostWaiting = 8;

interface Waiting {
  begin: () => void;
}

/**
 * One piece of work at a time, by turns: each party that waits has one before any has a second. Who asks for more than
 * its share waits longer, and keeps nobody else waiting.
 */
export class FairTurns {
  /** In the order of their next turns. */
  readonly #parties = new Map<string, Waiting[]>();
  #busy = false;

  /**
   * @param work what happens in the turn, up to its first wait
   * @throws ParleyError `cancelled` where the signal aborts before its turn; `at_capacity` where the party has too much
   *   waiting; what the work throws
   */
  async take<T>(party: string, work: () => T, signal?: AbortSignal): Promise<T> {
    await this.#turn(party, signal);
    try {
      return work();
    } finally {
      // Messages that came meanwhile are heard first: somebody whose turn it is may be among them.
      setImmediate(() => {
        this.#busy = false;
        this.#next();
      });
    }
  }

  #turn(party: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelled = (): void => reject(new ParleyError('cancelled', 'The work was cancelled.'));
      if (signal?.aborted) return cancelled();
      const queue = this.#parties.get(party) ?? [];
      if (queue.length >= mostWaiting) {
        const message = 'More frames were asked for than can be drawn. Please wait for the ones before.';
        return reject(new ParleyError('at_capacity', message, { retryAfterMs: 100 }));
      }
      const onAbort = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        cancelled();
      };
      const waiting: Waiting = {
        begin: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.push(waiting);
      this.#parties.set(party, queue);
      this.#next();
    });
  }

  #next(): void {
    while (!this.#busy) {
      const [first] = this.#parties;
      if (!first) return;
      const [party, queue] = first;
      this.#parties.delete(party);
      const waiting = queue.shift();
      if (queue.length > 0) this.#parties.set(party, queue);
      if (!waiting) continue;
      this.#busy = true;
      waiting.begin();
    }
  }
}
