import { setImmediate as afterInputAndOutput } from 'node:timers/promises';

/**
 * How long one piece of decoding may hold the event loop. All decodings of the process take turns, one piece in each
 * turn of the loop, so this is also what sockets and timers wait for however many files are decoded at once.
 */
const pieceMs = 8;

let lastTurn: Promise<void> = Promise.resolve();

/** Resolves in a turn of the event loop that no other caller shares. */
function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => afterInputAndOutput());
  return lastTurn;
}

/** Long work in the event loop's thread, cut into pieces: call {@link EventLoopSharer.breathe} often. */
export class EventLoopSharer {
  #pieceStart = performance.now();

  /** Goes on at once while the piece is short; else waits until everything else had its turn. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#pieceStart < pieceMs) return;
    await nextTurn();
    this.#pieceStart = performance.now();
  }
}
