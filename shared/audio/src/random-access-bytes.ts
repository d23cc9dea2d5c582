/** Bytes that can be read at any place: a recording in memory, or in a file. */
export interface RandomAccessBytes {
  readonly size: number;
  /** The bytes from `start` to before `end`; fewer where the end comes before. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export function bytesInMemory(bytes: Uint8Array): RandomAccessBytes {
  return { size: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
}

/** What one read takes where bytes are read from the first to the last. */
const chunkBytes = 256 * 1024;

/** All of the bytes in order, in pieces. */
export async function* inOrder(bytes: RandomAccessBytes, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.size; start += chunkBytes) {
    signal.throwIfAborted();
    const chunk = await bytes.read(start, Math.min(start + chunkBytes, bytes.size));
    if (chunk.length === 0) return;
    yield chunk;
  }
}
