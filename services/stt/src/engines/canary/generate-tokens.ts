import {
  type Feeds,
  floatsOf,
  runGraph,
  selectRows,
  type Tensor,
  tensorFor,
} from '@parley/inference/sessions';
import type { CanaryDecoder, EncodedWindows } from './canary-decoder.js';
import { findRepetition, type Repetition } from './repetition.js';

export interface GeneratedToken {
  id: number;
  /** Natural logarithm. */
  logProbability: number;
}

/** What a decoder wrote for one row. */
export interface GeneratedRow {
  tokens: GeneratedToken[];
  /** The row was ended because it said the same again and again. */
  repetition?: Repetition;
}

export interface GenerationOptions {
  endOfText: number;
  /** Tokens of a row, prompt included. */
  maxSequenceLength: number;
  /** Whether a row that says the same again and again is ended. */
  guardsRepetition: boolean;
}

interface Row extends GeneratedRow {
  index: number;
  signal: AbortSignal;
}

/**
 * Greedy decoding, one token a run for all rows that go on: the exported graph takes more than one token only at the
 * beginning, while nothing is remembered.
 * @param prompts one for each row of the windows, all of a length
 * @param settle called with each row when it is done; never for rows whose signal is aborted
 */
export async function generateTokens(
  decoder: CanaryDecoder,
  windows: EncodedWindows,
  prompts: readonly { tokens: readonly number[]; signal: AbortSignal }[],
  options: GenerationOptions,
  settle: (index: number, row: GeneratedRow) => void,
): Promise<void> {
  let rows = prompts.map(({ signal }, index): Row => ({ index, signal, tokens: [] }));
  let inputs = prompts.map(({ tokens }) => tokens);
  let { constant, memory } = await decoder.begin(windows);
  const promptLength = inputs[0]?.length ?? 0;
  let tokensBefore = 0;
  for (let length = promptLength; rows.length > 0 && length < options.maxSequenceLength; length++) {
    const { logits, remembered } = await takeStep(decoder, { ...constant, ...memory }, inputs, tokensBefore);
    const goOn = writeTokens(rows, logits, options);
    for (const row of rows) if (!goOn.includes(row) && !row.signal.aborted) settle(row.index, result(row));
    const places = goOn.map((row) => rows.indexOf(row));
    memory = Object.fromEntries(
      decoder.memory.map(({ input, rowAxis }, index) => {
        return [input, selectRows(remembered[index] ?? logits, rowAxis, places)];
      }),
    );
    if (goOn.length < rows.length) constant = selectFeeds(constant, places);
    rows = goOn;
    tokensBefore = length;
    inputs = rows.map(({ tokens }) => [tokens.at(-1)?.id ?? 0]);
  }
  for (const row of rows) if (!row.signal.aborted) settle(row.index, result(row));
}

async function takeStep(
  decoder: CanaryDecoder,
  feeds: Feeds,
  inputs: readonly (readonly number[])[],
  tokensBefore: number,
): Promise<{ logits: Tensor; remembered: Tensor[] }> {
  const rows = inputs.length;
  const step = {
    ...feeds,
    ...decoder.position?.(rows, tokensBefore),
    input_ids: tensorFor(decoder.session, 'input_ids', inputs.flat(), [rows, inputs[0]?.length ?? 0]),
  };
  const outputs = ['logits', ...decoder.memory.map(({ output }) => output)];
  const [logits, ...remembered] = await runGraph(decoder.session, step, outputs);
  if (!logits) throw new Error('The decoder gave no output.');
  return { logits, remembered };
}

/** Adds a token to each row; returns the rows that go on. */
function writeTokens(rows: readonly Row[], logits: Tensor, options: GenerationOptions): Row[] {
  const scores = floatsOf(logits);
  const classes = scores.length / rows.length;
  return rows.filter((row, place) => {
    if (row.signal.aborted) return false;
    const token = bestToken(scores.subarray(place * classes, (place + 1) * classes));
    if (token.id === options.endOfText) return false;
    row.tokens.push(token);
    if (!options.guardsRepetition) return true;
    const repetition = findRepetition(row.tokens.map(({ id }) => id));
    if (repetition) row.repetition = repetition;
    return !repetition;
  });
}

const result = ({ tokens, repetition }: Row): GeneratedRow => ({ tokens, ...(repetition && { repetition }) });

function selectFeeds(feeds: Feeds, rows: readonly number[]): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, selectRows(tensor, 0, rows)]),
  );
}

function bestToken(logProbabilities: Float32Array): GeneratedToken {
  let id = 0;
  let logProbability = -Infinity;
  for (let index = 0; index < logProbabilities.length; index++) {
    const value = logProbabilities[index] ?? 0;
    if (value > logProbability) {
      id = index;
      logProbability = value;
    }
  }
  return { id, logProbability };
}
