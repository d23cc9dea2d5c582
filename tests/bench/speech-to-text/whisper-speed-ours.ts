import { sampleRows } from '../../../services/stt/src/engines/whisper/decoding/sample-rows.js';
import {
  openWhisperNetwork,
  type WhisperNetworkOptions,
} from '../../../services/stt/src/engines/whisper/network/open-whisper-network.js';
import type {
  GreedyGeneration,
  WhisperNetwork,
} from '../../../services/stt/src/engines/whisper/network/whisper-network.js';
import type { Timing } from './whisper-speed-peer.js';

const never = new AbortController().signal;
const endOfText = 50257;
const prompt = [50258, 50259, 50359, 50363];

export const openNetwork = (
  folder: string,
  options: Pick<WhisperNetworkOptions, 'dtype' | 'threads' | 'stepwise'>,
) => openWhisperNetwork(folder, { device: 'cpu', ...options });

async function milliseconds<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

/** From end of text on nothing is generated, so that every row is as long as was asked. */
function generation(rows: number, tokens: number, vocabularySize: number): GreedyGeneration {
  return {
    prompts: Array.from({ length: rows }, () => prompt),
    startOfTranscriptIndex: 0,
    maxNewTokens: tokens,
    endOfText,
    noSpeech: 50362,
    suppressed: Array.from({ length: vocabularySize - endOfText }, (_, index) => endOfText + index),
    suppressedAtBegin: [],
  };
}

function noise({ dimensions }: WhisperNetwork, rows: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: rows * dimensions.melBins * dimensions.windowFrames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Generation inside one graph. */
export async function measureLoop(network: WhisperNetwork, rows: number, tokens: number): Promise<Timing> {
  const { generate, dimensions } = network;
  if (!generate) throw new Error('This network does not generate in one graph.');
  const mel = noise(network, rows);
  const [windows, encode] = await milliseconds(() => network.encode(mel, rows, never));
  const run = (count: number) => generate(windows, generation(rows, count, dimensions.vocabularySize), never);
  const [, first] = await milliseconds(() => run(1));
  const [results, all] = await milliseconds(() => run(tokens));
  return { encode, first, all, tokens: results[0]?.tokens.length ?? 0 };
}

/** The fall-back: the export's own graphs, token by token, with the same rules in this process. */
export async function measureSteps(network: WhisperNetwork, rows: number, tokens: number): Promise<Timing> {
  const [windows, encode] = await milliseconds(() => network.encode(noise(network, rows), rows, never));
  const run = (count: number) => {
    const { prompts, ...rules } = generation(rows, count, network.dimensions.vocabularySize);
    const plans = prompts.map((promptTokens) => ({
      prompt: { tokens: [...promptTokens], startOfTranscriptIndex: 0, prefix: [] },
      rules,
      maxNewTokens: count,
    }));
    return sampleRows({ network, windows, plans }, { temperature: 0 }, never);
  };
  const [, first] = await milliseconds(() => run(1));
  const [results, all] = await milliseconds(() => run(tokens));
  return { encode, first, all, tokens: results[0]?.tokens.length ?? 0 };
}
