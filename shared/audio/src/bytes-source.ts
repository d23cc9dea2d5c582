import { CustomSource } from 'mediabunny';
import { EventLoopSharer } from './event-loop.js';

/**
 * A file in memory for mediabunny. Its demuxers read small pieces one after the other, thousands where they look for
 * the end of a long recording; each read is a place where the event loop may turn and an abort is noticed.
 */
export function bytesSource(bytes: Uint8Array, signal: AbortSignal): CustomSource {
  const eventLoop = new EventLoopSharer();
  return new CustomSource({
    getSize: () => bytes.length,
    read: async (start, end) => {
      await eventLoop.breathe();
      signal.throwIfAborted();
      return bytes.subarray(start, end);
    },
  });
}
