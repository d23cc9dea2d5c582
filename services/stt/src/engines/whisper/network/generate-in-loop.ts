import type { OnnxSession, Tensor } from '@parley/inference/sessions';
import type { EncodedTensor } from './encoded-windows.js';
import {
  type LoopState,
  rulesOf,
  selectStateRows,
  stateAfter,
  stateBefore,
  suppressionMask,
} from './loop-state.js';
import { floatsOf, integers } from './tensor-rows.js';
import type { GeneratedRow, GreedyGeneration, WhisperDimensions } from './whisper-network.js';

/** Tokens between two looks at the signal. */
const stretch = 32;

/** Whisper's greedy decoding in the loop graph, in stretches; rows that ended leave the batch between them. */
export async function generateInLoop(
  loop: OnnxSession,
  dimensions: WhisperDimensions,
  windows: EncodedTensor,
  generation: GreedyGeneration,
  signal: AbortSignal,
): Promise<GeneratedRow[]> {
  signal.throwIfAborted();
  const { prompts, onProgress } = generation;
  const bound = dimensions.textPositions - (prompts[0]?.length ?? 0) + 1;
  const limit = Math.min(generation.maxNewTokens, bound);
  const rows = prompts.map((): GeneratedRow => ({
    tokens: [],
    sumLogProbability: 0,
    noSpeechProbability: undefined,
  }));
  let active = rows;
  let state = await firstToken(loop, dimensions, windows, generation, rows);
  for (let count = 1; count < limit;) {
    const unfinished = active.flatMap((row, index) =>
      row.tokens.at(-1) === generation.endOfText ? [] : [index],
    );
    if (unfinished.length === 0) break;
    if (unfinished.length < active.length) {
      state = selectStateRows(state, unfinished);
      active = active.filter((_, index) => unfinished.includes(index));
    }
    onProgress?.(rows.map((row) => withoutEnd(row.tokens, generation.endOfText)));
    signal.throwIfAborted();
    const turns = Math.min(stretch, limit - count);
    state = await runTurns(loop, state, turns, active);
    count += turns;
  }
  return rows.map((row) => ({ ...row, tokens: withoutEnd(row.tokens, generation.endOfText) }));
}

function withoutEnd(tokens: readonly number[], endOfText: number): number[] {
  const end = tokens.indexOf(endOfText);
  return end < 0 ? [...tokens] : tokens.slice(0, end);
}

/** Runs the prompts, and takes the first token of each under the rules for it. */
async function firstToken(
  loop: OnnxSession,
  dimensions: WhisperDimensions,
  windows: EncodedTensor,
  generation: GreedyGeneration,
  rows: GeneratedRow[],
): Promise<LoopState> {
  const { prompts, startOfTranscriptIndex, noSpeech } = generation;
  const positions = [startOfTranscriptIndex, (prompts[0]?.length ?? 0) - 1];
  const before = stateBefore(prompts, positions, windows, dimensions);
  const state = {
    ...before,
    ...rulesOf(generation, dimensions),
    ...suppressionMask(generation, dimensions, true),
  };
  const after = await runTurns(loop, state, 1, rows, (outputs) => {
    const logits = outputs['next.logits'];
    if (noSpeech === undefined || !logits) return;
    const values = floatsOf(logits);
    const { vocabularySize } = dimensions;
    rows.forEach((row, index) => {
      const start = index * positions.length * vocabularySize;
      row.noSpeechProbability = probability(values.subarray(start, start + vocabularySize), noSpeech);
    });
  });
  return { ...after, logits: before.logits, ...suppressionMask(generation, dimensions, false) };
}

function probability(logits: Float32Array, token: number): number {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > greatest) greatest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - greatest);
  return Math.exp((logits[token] ?? Number.NEGATIVE_INFINITY) - greatest) / sum;
}

/** Runs the loop and gives each row its tokens and its sum. */
async function runTurns(
  loop: OnnxSession,
  state: LoopState,
  turns: number,
  rows: readonly GeneratedRow[],
  onOutputs?: (outputs: Readonly<Record<string, Tensor>>) => void,
): Promise<LoopState> {
  const fetches = [...loop.outputs.keys()].filter((name) => onOutputs || name !== 'next.logits');
  const outputs = await loop.run({ ...state, turns: integers([turns], []) }, fetches);
  onOutputs?.(outputs);
  const { generated, 'next.sum': sum } = outputs;
  if (!generated || !sum || !(generated.data instanceof BigInt64Array))
    throw new Error('The loop gave no tokens.');
  const sums = floatsOf(sum);
  for (const [index, token] of generated.data.entries())
    rows[index % rows.length]?.tokens.push(Number(token));
  rows.forEach((row, index) => {
    row.sumLogProbability = sums[index] ?? 0;
  });
  return stateAfter(state, outputs);
}
