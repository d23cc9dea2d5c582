import { type ParleyError, toParleyError } from '@parley/contracts';
import type { EngineProcessEvent, EngineProcessStatus } from '@parley/inference';

/** What an engine process says of itself once it is warm. */
export interface EngineFacts {
  /** Why the networks run on the CPU though CUDA was wanted. */
  deviceFallback?: string;
  /** What an operator should know, such as files that did not load. */
  notes?: readonly string[];
}

export interface EngineLifeOptions<Facts> {
  /** The engine's, for events. */
  id: string;
  process: {
    start(signal: AbortSignal): Promise<void>;
    stop(): Promise<void>;
    status(): EngineProcessStatus;
  };
  describe: () => Promise<Facts>;
  onEvent: (event: EngineProcessEvent) => void;
  onNote: (note: string) => void;
}

/** How an engine with a process of its own comes up: started, asked what it is, asked again after each restart. */
export class EngineLife<Facts extends EngineFacts> {
  /** Known once it has been up. */
  facts: Facts | undefined;
  /** Why the last attempt to load it failed. */
  failure: ParleyError | undefined;

  constructor(private readonly options: EngineLifeOptions<Facts>) {}

  get isUp(): boolean {
    return this.facts !== undefined && this.options.process.status().state === 'ready';
  }

  /** @throws ParleyError what loading throws; the signal's reason. */
  async load(signal: AbortSignal): Promise<void> {
    const { process } = this.options;
    this.failure = undefined;
    const stop = () => void process.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await process.start(signal);
      await this.describe();
    } catch (error) {
      this.failure = toParleyError(error);
      await process.stop();
      signal.throwIfAborted();
      throw this.failure;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  onProcessEvent(event: EngineProcessEvent): void {
    this.options.onEvent(event);
    // After a restart, the GPU may be gone, or back. A process that ends again is described when it is back.
    if (event.type === 'engine-ready' && this.facts) this.describe().catch(() => undefined);
  }

  async unload(): Promise<void> {
    this.facts = undefined;
    await this.options.process.stop();
  }

  private async describe(): Promise<void> {
    const { id, describe, onEvent, onNote } = this.options;
    const facts = await describe();
    const { deviceFallback: reason, notes = [] } = facts;
    const isNews = reason !== undefined && reason !== this.facts?.deviceFallback;
    if (!this.facts) for (const note of notes) onNote(note);
    this.facts = facts;
    if (isNews) onEvent({ type: 'engine-device-fallback', engine: id, reason });
  }
}
