/** Takes a stream of bytes apart: so many bytes, or a line. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer[] = [];
  #length = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes, or undefined where the stream ends before. */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.#length < length) if (!(await this.#more())) return undefined;
    const [first] = this.#rest;
    const joined = first && this.#rest.length === 1 ? first : Buffer.concat(this.#rest, this.#length);
    this.#keep(joined.subarray(length));
    return joined.subarray(0, length);
  }

  /** Up to and without the next line feed; undefined at the end. */
  async line(): Promise<string | undefined> {
    for (let line = ''; ;) {
      const byte = await this.take(1);
      if (!byte) return undefined;
      if (byte[0] === 10) return line;
      line += byte.toString('latin1');
    }
  }

  #keep(rest: Buffer): void {
    this.#rest = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#rest.push(next.value);
    this.#length += next.value.length;
    return true;
  }
}
