import { ParleyError } from '@parley/contracts';

/** Who goes first: a person in a conversation, then whoever waits for an answer, then jobs. */
const lanes = ['live', 'request', 'job'] as const;
export type SpeechLane = (typeof lanes)[number];

export interface SpeechQueueOptions {
  /** Utterances that are spoken side by side. */
  concurrency: number;
  /** Utterances that may wait; one more is told to come back. Jobs wait without being counted: Redis holds them. */
  maxWaiting: number;
}

export interface QueueTicket {
  lane: SpeechLane;
  /** Whether it goes on with what was let in before: it is never refused. */
  isReturning?: boolean;
  /** Called with the place in the queue, 1 being next: at once where one has to wait, then whenever it changes. */
  onPosition?: (position: number) => void;
}

interface Waiting extends QueueTicket {
  position: number;
  enter: (release: () => void) => void;
}

/** How much one more utterance weighs in the mean time of one. */
const newestWeight = 0.2;
const firstGuessMs = 2_000;

/** A bounded queue in front of the engines. */
export class SpeechQueue {
  private speaking = 0;
  private readonly queue: Waiting[] = [];
  private meanMs = firstGuessMs;

  constructor(private readonly options: SpeechQueueOptions) {}

  get waiting(): number {
    return this.queue.length;
  }

  get active(): number {
    return this.speaking;
  }

  /**
   * Resolves when it is one's turn, with what gives the place back.
   * @throws ParleyError `at_capacity` with the expected wait, `cancelled`
   */
  async enter(ticket: QueueTicket, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw cancelled();
    if (this.speaking < this.options.concurrency) return this.take();
    const counted = this.queue.filter(
      ({ lane, isReturning }) => lane !== 'job' && isReturning !== true,
    ).length;
    const mayBeRefused = ticket.lane !== 'job' && ticket.isReturning !== true;
    if (mayBeRefused && counted >= this.options.maxWaiting) throw this.full(counted);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { ...ticket, position: 0, enter: resolve };
      const leave = () => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        this.tellPositions();
        reject(cancelled());
      };
      waiting.enter = (release) => {
        signal.removeEventListener('abort', leave);
        resolve(release);
      };
      signal.addEventListener('abort', leave, { once: true });
      const rank = lanes.indexOf(ticket.lane);
      const behind = this.queue.findIndex(({ lane }) => lanes.indexOf(lane) > rank);
      this.queue.splice(behind === -1 ? this.queue.length : behind, 0, waiting);
      this.tellPositions();
    });
  }

  private take(): () => void {
    this.speaking += 1;
    const startedAt = performance.now();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.meanMs += newestWeight * (performance.now() - startedAt - this.meanMs);
      this.speaking -= 1;
      this.queue.shift()?.enter(this.take());
      this.tellPositions();
    };
  }

  private tellPositions(): void {
    for (const [index, waiting] of this.queue.entries()) {
      if (waiting.position === index + 1) continue;
      waiting.position = index + 1;
      waiting.onPosition?.(waiting.position);
    }
  }

  private full(waiting: number): ParleyError {
    const { concurrency } = this.options;
    const retryAfterMs = Math.ceil((this.meanMs * (waiting + 1)) / concurrency);
    return new ParleyError(
      'at_capacity',
      `${waiting} utterances wait already, which is the most. Please try again in ${Math.ceil(retryAfterMs / 1_000)} s.`,
      { retryAfterMs },
    );
  }
}

const cancelled = () => new ParleyError('cancelled', 'The work was cancelled.');
