import { CustomSource } from 'mediabunny';
import { EventLoopSharer } from './event-loop.js';
import type { RandomAccessBytes } from './random-access-bytes.js';

/**
 * A whole recording for mediabunny. Its demuxers read small pieces one after the other, thousands where they look for
 * the end of a long recording; each read is a place where the event loop may turn and an abort is noticed.
 */
export function demuxerSource(bytes: RandomAccessBytes, signal: AbortSignal): CustomSource {
  const eventLoop = new EventLoopSharer();
  return new CustomSource({
    getSize: () => bytes.size,
    read: async (start, end) => {
      await eventLoop.breathe();
      signal.throwIfAborted();
      return bytes.read(start, end);
    },
    prefetchProfile: 'fileSystem',
  });
}
