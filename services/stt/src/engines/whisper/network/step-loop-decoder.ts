import type { Tensor } from '@parley/inference/sessions';
import { type DecoderSessions, type KeyValueCache, selectCacheRows } from './decoder-sessions.js';
import { floatsOf, selectRows } from './tensor-rows.js';
import type { StepDecoder } from './whisper-network.js';

/** Decodes token by token with a public decoder export; keys and values pass through this process at every step. */
export class StepLoopDecoder implements StepDecoder {
  private constructor(
    private readonly sessions: DecoderSessions,
    private readonly signal: AbortSignal,
    private hidden: Tensor,
    private cache: KeyValueCache,
    readonly promptLogits: Float32Array,
  ) {}

  /** @throws the signal's reason */
  static async open(
    sessions: DecoderSessions,
    hidden: Tensor,
    prompts: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<StepLoopDecoder> {
    signal.throwIfAborted();
    const { logits, cache } = await sessions.begin(hidden, prompts);
    return new StepLoopDecoder(sessions, signal, hidden, cache, floatsOf(logits));
  }

  async step(tokens: readonly number[]): Promise<Float32Array> {
    this.signal.throwIfAborted();
    const { logits, cache } = await this.sessions.continue(this.hidden, this.cache, tokens);
    this.cache = cache;
    return floatsOf(logits);
  }

  reorder(rows: readonly number[]): void {
    this.cache = selectCacheRows(this.cache, rows);
    this.hidden = selectRows(this.hidden, rows);
  }
}
