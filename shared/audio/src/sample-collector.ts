import { EventLoopSharer } from './event-loop.js';

/** 4 MiB of samples: copying one takes under 2 ms. */
const pageSamples = 1 << 20;

/** Gathers samples whose number is not known beforehand, without ever holding the event loop to move them. */
class SampleCollector {
  #pages: Float32Array[] = [];
  #used = pageSamples;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      if (this.#used === pageSamples) {
        this.#pages.push(new Float32Array(pageSamples));
        this.#used = 0;
      }
      const part = samples.subarray(at, at + pageSamples - this.#used);
      this.#pages.at(-1)?.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
    }
    this.#length += samples.length;
  }

  /** All samples in one array. The collector is empty afterwards, and gives its pages back as it copies. */
  async join(eventLoop: EventLoopSharer): Promise<Float32Array> {
    const joined = new Float32Array(this.#length);
    for (let at = 0; at < joined.length; at += pageSamples) {
      const page = this.#pages.shift();
      if (page) joined.set(page.subarray(0, joined.length - at), at);
      await eventLoop.breathe();
    }
    this.#length = 0;
    this.#used = pageSamples;
    return joined;
  }
}

/** All blocks as one array, without ever holding the event loop: 4 bytes for each sample. */
export async function collectSamples(blocks: AsyncIterable<Float32Array>): Promise<Float32Array> {
  const collector = new SampleCollector();
  for await (const block of blocks) collector.push(block);
  return collector.join(new EventLoopSharer());
}
