import { Tensor } from '@parley/inference/sessions';
import type { EncodedTensor } from './encoded-windows.js';
import { integers, selectRows } from './tensor-rows.js';
import type { GreedyGeneration, WhisperDimensions } from './whisper-network.js';

/** Everything that the loop graph is fed, but for the number of turns (derivation/loop-decoder-graph.ts). */
export type LoopState = Readonly<Record<string, Tensor>>;

const column = (values: readonly number[]) => integers(values, [values.length, 1]);

/** The state before a prompt, with no rules. */
export function stateBefore(
  prompts: readonly (readonly number[])[],
  positions: readonly number[],
  windows: EncodedTensor,
  dimensions: WhisperDimensions,
): LoopState & { logits: Tensor } {
  const { decoderLayers, decoderHeads, headSize, vocabularySize } = dimensions;
  const rows = prompts.length;
  const length = prompts[0]?.length ?? 0;
  const cacheType = windows.cross['cross.0.key']?.type === 'float16' ? 'float16' : 'float32';
  const noTokens = column(prompts.map(() => -1));
  const past = Array.from({ length: decoderLayers }, (_, layer) =>
    ['key', 'value'].map((part) => [
      `past.${layer}.${part}`,
      emptyTensor(cacheType, [rows, decoderHeads, 0, headSize]),
    ]),
  );
  return {
    ...windows.cross,
    ...Object.fromEntries(past.flat()),
    tokens: integers(prompts.flat(), [rows, length]),
    positions: integers(positions, [positions.length]),
    finished: new Tensor('bool', new Uint8Array(rows), [rows, 1]),
    sum: new Tensor(new Float32Array(rows), [rows, 1]),
    last: noTokens,
    before_last: noTokens,
    stamp: noTokens,
    logits: emptyTensor('float32', [rows, 0, vocabularySize]),
    mask: new Tensor(new Float32Array(vocabularySize), [vocabularySize]),
    // None of the parts into which the rules cut the vocabulary may be empty.
    end_of_text: integers([vocabularySize - 2], [1]),
    timestamp_begin: integers([vocabularySize - 1], [1]),
    with_timestamps: new Tensor('bool', [false], []),
    last_initial: integers([vocabularySize], [1]),
  };
}

const emptyTensor = (type: 'float16' | 'float32', dims: readonly number[]) =>
  type === 'float16' ? new Tensor('float16', new Uint16Array(), dims) : new Tensor(new Float32Array(), dims);

/** The rules of a generation, and what they know of the prompts' prefixes, as the loop graph takes them. */
export function rulesOf(generation: GreedyGeneration, { vocabularySize }: WhisperDimensions): LoopState {
  const { endOfText, timestamps, prompts } = generation;
  const begin = timestamps?.begin ?? vocabularySize - 1;
  const maxInitial = timestamps?.maxInitialIndex;
  const prefixes = prompts.map((prompt) => prompt.slice(prompt.length - (timestamps?.prefixLength ?? 0)));
  return {
    end_of_text: integers([endOfText], [1]),
    timestamp_begin: integers([begin], [1]),
    with_timestamps: new Tensor('bool', [timestamps !== undefined], []),
    last_initial: integers([maxInitial === undefined ? vocabularySize : begin + maxInitial], [1]),
    last: column(prefixes.map((prefix) => prefix.at(-1) ?? -1)),
    before_last: column(prefixes.map((prefix) => prefix.at(-2) ?? -1)),
    stamp: column(prefixes.map((prefix) => prefix.findLast((token) => token >= begin) ?? -1)),
  };
}

/** Minus infinity for tokens that may not be generated, first or later. */
export function suppressionMask(
  { suppressed, suppressedAtBegin, timestamps }: GreedyGeneration,
  { vocabularySize }: WhisperDimensions,
  atBegin: boolean,
): LoopState {
  const mask = new Float32Array(vocabularySize);
  const banned = [
    ...suppressed,
    ...(atBegin ? suppressedAtBegin : []),
    ...(timestamps ? [timestamps.noTimestamps] : []),
  ];
  for (const token of banned) if (token < vocabularySize) mask[token] = Number.NEGATIVE_INFINITY;
  return { mask: new Tensor(mask, [vocabularySize]) };
}

const carried = 'next.';

/** The state after some turns: what the graph gave back, beside what stays. */
export function stateAfter(state: LoopState, outputs: Readonly<Record<string, Tensor>>): LoopState {
  const next = Object.entries(outputs).filter(([name]) => name.startsWith(carried));
  return {
    ...state,
    ...Object.fromEntries(next.map(([name, tensor]) => [name.slice(carried.length), tensor])),
  };
}

/** What is the same for all rows. */
const shared = new Set([
  'positions',
  'mask',
  'end_of_text',
  'timestamp_begin',
  'with_timestamps',
  'last_initial',
]);

/** Goes on with these rows only, in this order; a row may repeat. */
export function selectStateRows(state: LoopState, rows: readonly number[]): LoopState {
  const selected = Object.entries(state).map(([name, tensor]) => [
    name,
    shared.has(name) ? tensor : selectRows(tensor, rows),
  ]);
  return Object.fromEntries(selected);
}
