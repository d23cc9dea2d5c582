import { ParleyError } from '@parley/contracts';

/**
 * Bytes on their way from a socket to a decoder, in order and never dropped. Bounded: a compressed stream with a hole
 * is worthless, so a queue that is full refuses, and the sender is told.
 */
export class ByteQueue {
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #waiting: {
    resolve: (chunk: Uint8Array | undefined) => void;
    reject: (reason: unknown) => void;
  }[] = [];
  #bytes = 0;
  #ended = false;
  #failure: { reason: unknown } | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that nobody has taken yet. */
  get length(): number {
    return this.#bytes;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Throws ParleyError at_capacity where the bytes do not fit; none of them is kept then. */
  push(chunk: Uint8Array): void {
    if (this.#ended) throw new Error('Bytes were written after the end of the stream.');
    if (this.#failure || chunk.length === 0) return;
    const next = this.#waiting.shift();
    if (next) {
      next.resolve(chunk);
      return;
    }
    if (this.#bytes + chunk.length > this.#maxBytes) {
      throw new ParleyError(
        'at_capacity',
        `Audio arrives faster than it is decoded: ${this.#bytes} bytes wait already. Send it at the speed of speech.`,
        { retryAfterMs: 1000 },
      );
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  end(): void {
    this.#ended = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }

  /** Lets everybody who waits, now or later, fail with this reason. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
    this.#chunks.length = 0;
    this.#bytes = 0;
  }

  /** The next chunk as it was written; undefined at the end. Several callers are served in their order. */
  async take(): Promise<Uint8Array | undefined> {
    if (this.#failure) throw this.#failure.reason;
    const chunk = this.#chunks.shift();
    if (chunk) {
      this.#bytes -= chunk.length;
      return chunk;
    }
    if (this.#ended) return undefined;
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Puts back what a caller took too much: it is what the next one takes. */
  putBack(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.unshift(chunk);
    this.#bytes += chunk.length;
  }
}

/** Where a {@link ByteReader} takes its chunks from. */
export type ByteSource = Pick<ByteQueue, 'take' | 'putBack'>;

/** Chunks that are read when they are asked for. */
export class PulledBytes implements ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #returned: Uint8Array[] = [];

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(): Promise<Uint8Array | undefined> {
    const chunk = this.#returned.shift();
    if (chunk) return chunk;
    const next = await this.#chunks.next();
    return next.done ? undefined : next.value;
  }

  putBack(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#returned.unshift(chunk);
  }
}

/** Exact numbers of bytes from a {@link ByteSource}, whatever chunks they came in. */
export class ByteReader {
  readonly #queue: ByteSource;
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;

  constructor(queue: ByteSource) {
    this.#queue = queue;
  }

  /** How many bytes were read or skipped so far. */
  get position(): number {
    return this.#position;
  }

  /** So many bytes; undefined where the stream ends before. */
  async read(length: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0;) {
      if (this.#rest.length === 0) {
        const chunk = await this.#queue.take();
        if (!chunk) return undefined;
        this.#rest = chunk;
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    this.#position += length;
    const [first] = parts;
    return parts.length === 1 && first ? first : Buffer.concat(parts);
  }

  /** Gives what was not read back to the queue, for another reader. */
  release(): void {
    this.#queue.putBack(this.#rest);
    this.#rest = new Uint8Array(0);
  }
}
