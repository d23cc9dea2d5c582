import type { QueueTicket, SpeechQueue } from './speech-queue.js';

/** A listener who takes nothing for this long has enough: others speak until more is wanted. */
const patienceMs = 2_000;

/** One utterance's place among those that are spoken side by side. */
export class SpeechPlace {
  private constructor(
    private readonly queue: SpeechQueue,
    private readonly ticket: QueueTicket,
    private readonly signal: AbortSignal,
    private release: () => void,
  ) {}

  /** @throws ParleyError `at_capacity`, `cancelled` */
  static async enter(queue: SpeechQueue, ticket: QueueTicket, signal: AbortSignal): Promise<SpeechPlace> {
    return new SpeechPlace(queue, ticket, signal, await queue.enter(ticket, signal));
  }

  leave(): void {
    this.release();
  }

  /**
   * The same values. While the listener takes none, the place is free for others: engines make little more than is
   * taken, and who listens slowly would keep everybody else waiting.
   */
  async *whileListening<Value>(values: AsyncIterable<Value>, waitMs = patienceMs): AsyncGenerator<Value> {
    for await (const value of values) {
      let isAway = false;
      const timer = setTimeout(() => {
        isAway = true;
        this.release();
      }, waitMs);
      try {
        yield value;
      } finally {
        clearTimeout(timer);
      }
      if (isAway) {
        const { lane } = this.ticket;
        this.release = await this.queue.enter({ lane, isReturning: true }, this.signal);
      }
    }
  }
}
