import { ParleyError } from '@parley/contracts';

/** Work that one party may have waiting; a live session has one frame under way. */
const mostWaiting = 8;
/** So often others may go before a patient party that waits: it goes on, however busy it is. */
const mostPassings = 12;

interface Waiting {
  begin: () => void;
}

/** Who asks. A patient party goes where nobody else waits: a clip, while people watch live faces. */
interface Party {
  name: string;
  patient?: boolean;
}

interface Queue {
  patient: boolean;
  waiting: Waiting[];
}

/**
 * One piece of work at a time, by turns: each party that waits has one before any has a second. Who asks for more than
 * its share waits longer, and keeps nobody else waiting.
 */
export class FairTurns {
  /** In the order of their next turns. */
  readonly #parties = new Map<string, Queue>();
  #busy = false;
  #passings = 0;

  /**
   * @param party who asks; its turns come round by its name
   * @param work what happens in the turn, up to its first wait
   * @throws ParleyError `cancelled` where the signal aborts before its turn; `at_capacity` where the party has too much
   *   waiting; what the work throws
   */
  async take<T>(party: Party, work: () => T, signal?: AbortSignal): Promise<T> {
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

  #turn({ name, patient = false }: Party, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelled = (): void => reject(new ParleyError('cancelled', 'The work was cancelled.'));
      if (signal?.aborted) return cancelled();
      const queue = this.#parties.get(name) ?? { patient, waiting: [] };
      const others = queue.waiting;
      if (others.length >= mostWaiting) {
        const message = 'More frames were asked for than can be drawn. Please wait for the ones before.';
        return reject(new ParleyError('at_capacity', message, { retryAfterMs: 100 }));
      }
      const onAbort = (): void => {
        others.splice(others.indexOf(waiting), 1);
        cancelled();
      };
      const waiting: Waiting = {
        begin: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      others.push(waiting);
      this.#parties.set(name, queue);
      this.#next();
    });
  }

  #next(): void {
    while (!this.#busy) {
      const all = [...this.#parties];
      const hurried = all.find(([, queue]) => !queue.patient);
      const patient = all.find(([, queue]) => queue.patient);
      const chosen = patient && this.#passings >= mostPassings ? patient : (hurried ?? patient);
      if (!chosen) return;
      this.#passings = chosen === hurried && patient ? this.#passings + 1 : 0;
      const [name, queue] = chosen;
      this.#parties.delete(name);
      const waiting = queue.waiting.shift();
      if (queue.waiting.length > 0) this.#parties.set(name, queue);
      if (!waiting) continue;
      this.#busy = true;
      waiting.begin();
    }
  }
}
