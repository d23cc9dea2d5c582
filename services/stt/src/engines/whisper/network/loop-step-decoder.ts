import type { OnnxSession } from '@parley/inference/sessions';
import type { EncodedTensor } from './encoded-windows.js';
import { type LoopState, selectStateRows, stateAfter, stateBefore } from './loop-state.js';
import { floatsOf, integers } from './tensor-rows.js';
import type { StepDecoder, WhisperDimensions } from './whisper-network.js';

/** Decodes token by token with the loop graph, one turn at a time. */
export class LoopStepDecoder implements StepDecoder {
  private constructor(
    private readonly loop: OnnxSession,
    private readonly signal: AbortSignal,
    private state: LoopState,
    readonly promptLogits: Float32Array,
  ) {}

  /** @throws the signal's reason */
  static async open(
    loop: OnnxSession,
    dimensions: WhisperDimensions,
    windows: EncodedTensor,
    prompts: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<LoopStepDecoder> {
    signal.throwIfAborted();
    const everywhere = Array.from(prompts[0] ?? [], (_, index) => index);
    const state = stateBefore(prompts, everywhere, windows, dimensions);
    const { logits, after } = await turn(loop, state);
    return new LoopStepDecoder(loop, signal, after, logits);
  }

  async step(tokens: readonly number[]): Promise<Float32Array> {
    this.signal.throwIfAborted();
    const state = { ...this.state, tokens: integers(tokens, [tokens.length, 1]) };
    const { logits, after } = await turn(this.loop, state);
    this.state = after;
    return logits;
  }

  reorder(rows: readonly number[]): void {
    this.state = selectStateRows(this.state, rows);
  }
}

const wanted = /^next\.(past\..*|logits)$/;

async function turn(
  loop: OnnxSession,
  state: LoopState,
): Promise<{ logits: Float32Array; after: LoopState }> {
  const fetches = [...loop.outputs.keys()].filter((name) => wanted.test(name));
  const { 'next.logits': logits, ...past } = await loop.run({ ...state, turns: integers([1], []) }, fetches);
  if (!logits) throw new Error('The loop gave no logits.');
  return { logits: floatsOf(logits), after: { ...stateAfter(state, past), positions: integers([0], [1]) } };
}
