import { setTimeout as delay } from 'node:timers/promises';
import { PieceCutter } from './piece-cutter.js';
import { SpokenMarkdown } from './spoken-markdown.js';

/** The time, for the first piece; tests bring their own. */
export interface PieceClock {
  /** Milliseconds from some origin. */
  now(): number;
  /** @throws AbortError where `signal` is aborted first. */
  wait(durationMs: number, signal: AbortSignal): Promise<void>;
}

const realClock: PieceClock = {
  now: () => performance.now(),
  wait: async (durationMs, signal) => {
    await delay(durationMs, undefined, { signal });
  },
};

/** So long after the first word, whole words go out although no clause has ended. */
const firstPieceWaitMs = 400;

/** Turns the model's characters into pieces: Markdown, then plain text, then cuts. */
class PieceStream {
  private readonly cutter = new PieceCutter();
  private readonly markdown = new SpokenMarkdown({
    say: (char) => this.ready.push(...this.cutter.push(char)),
    endBlock: () => this.ready.push(...this.cutter.endBlock()),
  });
  private readonly ready: string[] = [];
  /** The first half of a surrogate pair whose second half is in the next token. */
  private half = '';
  private firstWordAt: number | undefined;

  constructor(private readonly clock: PieceClock) {}

  push(token: string): string[] {
    for (const char of this.half + token) {
      if (/^\p{Cs}$/u.test(char)) continue;
      this.markdown.push(char);
    }
    const last = (this.half + token).at(-1) ?? '';
    this.half = /^[\uD800-\uDBFF]$/.test(last) ? last : '';
    if (this.cutter.hasWords) this.firstWordAt ??= this.clock.now();
    return this.take();
  }

  /** How long the listener has still to wait for the first piece; undefined where none is due. */
  get patienceMs(): number | undefined {
    if (!this.cutter.isBeforeFirst || this.firstWordAt === undefined) return undefined;
    return Math.max(0, this.firstWordAt + firstPieceWaitMs - this.clock.now());
  }

  force(): string[] {
    return this.cutter.force();
  }

  end(): string[] {
    this.markdown.end();
    return [...this.take(), ...this.cutter.flush()];
  }

  private take(): string[] {
    return this.ready.splice(0);
  }
}

/** Whether the token is there before the wait is over. */
async function isInTime(token: Promise<unknown>, waitMs: number, clock: PieceClock, signal: AbortSignal) {
  const stop = new AbortController();
  const wait = clock.wait(waitMs, AbortSignal.any([stop.signal, signal])).then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([token.then(() => true), wait]);
  } finally {
    stop.abort();
  }
}

/** Rejects with the signal's reason, so that nobody waits for a token that does not come. */
function whenAborted(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  const settled = new AbortController();
  const promise = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true, signal: settled.signal });
  });
  promise.catch(() => undefined);
  return { promise, forget: () => settled.abort() };
}

/**
 * Cuts a stream of a model's words into pieces for the voice: the first one early, later ones by the sentence, 60 to 150
 * characters long (fewer of Chinese, Japanese and Korean). Markdown, addresses and emoji become speech or nothing. The same
 * text gives the same pieces however it is cut into tokens, but for a first piece that goes out because time has passed.
 * @throws the reason of `signal`, and what `words` throws
 */
export async function* speakablePieces(
  words: AsyncIterable<string>,
  signal: AbortSignal,
  clock: PieceClock = realClock,
): AsyncGenerator<string> {
  const pieces = new PieceStream(clock);
  const tokens = words[Symbol.asyncIterator]();
  const aborted = whenAborted(signal);
  try {
    for (;;) {
      const token = Promise.race([tokens.next(), aborted.promise]);
      // Whoever stops listening leaves it pending.
      token.catch(() => undefined);
      const waitMs = pieces.patienceMs;
      const isLate =
        waitMs !== undefined && (waitMs === 0 || !(await isInTime(token, waitMs, clock, signal)));
      if (isLate) yield* pieces.force();
      const { done, value } = await token;
      if (done === true) break;
      yield* pieces.push(value);
    }
    yield* pieces.end();
  } finally {
    aborted.forget();
    void tokens.return?.().catch(() => undefined);
  }
}
