/**
 * Samples waiting to be played, in order, bounded. Read at any step, so that a stream of one rate plays in a
 * context of another (linear interpolation: for speech going up in rate that is inaudible).
 */
export class SampleQueue {
  private readonly chunks: Float32Array[] = [];
  /** Position inside the first chunk, in samples; fractional when the rates differ. */
  private offset = 0;
  private queued = 0;

  constructor(private readonly capacity: number) {}

  /** Samples that wait. */
  get length(): number {
    return Math.max(0, this.queued - Math.floor(this.offset));
  }

  /** Takes a chunk whole, or returns false and takes nothing when it does not fit. */
  push(chunk: Float32Array): boolean {
    if (this.length + chunk.length > this.capacity) return false;
    if (chunk.length > 0) {
      this.chunks.push(chunk);
      this.queued += chunk.length;
    }
    return true;
  }

  /** Fills `output` from its start, `step` source samples for each; returns how many were filled. */
  read(output: Float32Array, step = 1): number {
    let filled = 0;
    while (filled < output.length) {
      const sample = this.sampleAtOffset();
      if (sample === undefined) break;
      output[filled] = sample;
      filled += 1;
      this.offset += step;
      this.dropPlayedChunks();
    }
    return filled;
  }

  clear(): void {
    this.chunks.length = 0;
    this.offset = 0;
    this.queued = 0;
  }

  private sampleAtOffset(): number | undefined {
    const index = Math.floor(this.offset);
    const first = this.chunks[0];
    const current = first?.[index];
    if (current === undefined) return undefined;
    const next = first?.[index + 1] ?? this.chunks[1]?.[0] ?? current;
    return current + (next - current) * (this.offset - index);
  }

  private dropPlayedChunks(): void {
    let first = this.chunks[0];
    while (first !== undefined && this.offset >= first.length) {
      this.offset -= first.length;
      this.queued -= first.length;
      this.chunks.shift();
      first = this.chunks[0];
    }
  }
}
