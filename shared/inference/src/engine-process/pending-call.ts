import type { ParleyError } from '@parley/contracts';
import { chunkWindow } from './messages.js';

/** One call under way: chunks wait here until the consumer takes them. Bounded by the credit given to the child. */
export class PendingCall<Chunk, Output> {
  private readonly chunks: Chunk[] = [];
  private wake: (() => void) | undefined;
  private settled: { output: Output } | { error: ParleyError } | undefined;

  constructor(private readonly grant: (count: number) => void) {}

  push(chunk: Chunk): void {
    this.chunks.push(chunk);
    this.notify();
  }

  resolve(output: Output): void {
    this.settled ??= { output };
    this.notify();
  }

  reject(error: ParleyError): void {
    this.settled ??= { error };
    this.notify();
  }

  get isSettled(): boolean {
    return this.settled !== undefined;
  }

  /** Every chunk in order; returns the output when the engine is done. */
  async *consume(): AsyncGenerator<Chunk, Output> {
    let taken = 0;
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) {
        yield chunk;
        taken += 1;
        if (taken >= chunkWindow / 2) {
          this.grant(taken);
          taken = 0;
        }
      } else if (this.settled) {
        if ('error' in this.settled) throw this.settled.error;
        return this.settled.output;
      } else {
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    }
  }

  private notify(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
