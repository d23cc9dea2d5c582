import {
  checkGraph,
  type Feeds,
  fixedDimension,
  type OnnxSession,
  runGraph,
  type Tensor,
  tensorFor,
} from '@parley/inference/sessions';
import { pastName, presentName } from './cache-self-attention.js';
import { isAudioKey } from './cut-decoder.js';

/** What the encoder made of some windows: [rows, steps, width], and which steps count, [rows, steps]. */
export interface EncodedWindows {
  encoder_embeddings: Tensor;
  encoder_mask: Tensor;
}

/** Canary's decoder, whichever way it is run. */
export interface CanaryDecoder {
  /** The graph that is run for each token. */
  readonly session: OnnxSession;
  /** Whether keys and values are computed once, and not anew for each token. */
  readonly isCut: boolean;
  /** What is remembered from step to step: the output that becomes an input, and its dimension of rows. */
  readonly memory: readonly { input: string; output: string; rowAxis: number }[];
  /** Feeds that stay the same for all tokens of some windows, and the memory of no token. */
  begin(windows: EncodedWindows): Promise<{ constant: Feeds; memory: Feeds }>;
  /** What tells a step how many tokens went before, where the memory does not. */
  position?(rows: number, tokensBefore: number): Feeds;
  release(): Promise<void>;
}

const stepInputs = ['input_ids', 'encoder_mask', 'decoder_mems'];

/**
 * A decoder as it is exported: `decoder_mems` [states, rows, tokens, width] holds each layer's input for every token.
 * @throws ParleyError `model_files_invalid` where it is another graph
 */
export function wholeDecoder(session: OnnxSession): CanaryDecoder {
  checkGraph(session, {
    needed: [...stepInputs, 'encoder_embeddings'],
    outputs: ['logits', 'decoder_hidden_states'],
  });
  const states = fixedDimension(session, 'decoder_mems', 0) ?? 10;
  const width = fixedDimension(session, 'decoder_mems', 3) ?? 1024;
  return {
    session,
    isCut: false,
    memory: [{ input: 'decoder_mems', output: 'decoder_hidden_states', rowAxis: 1 }],
    begin: async (windows) => {
      const rows = windows.encoder_mask.dims[0] ?? 0;
      const none = tensorFor(session, 'decoder_mems', [], [states, rows, 0, width]);
      return { constant: { ...windows }, memory: { decoder_mems: none } };
    },
    release: () => session.release(),
  };
}

/**
 * A decoder cut in two (cut-decoder.ts).
 * @throws ParleyError `model_files_invalid` where the two do not belong together
 */
export function cachedDecoder(crossAttention: OnnxSession, step: OnnxSession): CanaryDecoder {
  const keysAndValues = [...crossAttention.outputs.keys()];
  const layers = Array.from({ length: keysAndValues.length / 2 }, (_, layer) => String(layer));
  const parts = layers.flatMap((layer) => [['key', layer] as const, ['value', layer] as const]);
  const memory = parts.map(([part, layer]) => ({
    input: pastName(part, layer),
    output: presentName(part, layer),
    rowAxis: 0,
  }));
  checkGraph(step, {
    needed: [...stepInputs, ...keysAndValues, ...memory.map(({ input }) => input)],
    optional: ['encoder_embeddings'],
    outputs: ['logits', ...memory.map(({ output }) => output)],
  });
  return {
    session: step,
    isCut: true,
    memory,
    begin: async ({ encoder_embeddings, encoder_mask }) => {
      const tensors = await runGraph(crossAttention, { encoder_embeddings }, keysAndValues);
      const constant = {
        encoder_mask,
        ...(step.inputs.has('encoder_embeddings') && { encoder_embeddings }),
        ...Object.fromEntries(tensors.map((tensor, index) => [keysAndValues[index] ?? '', tensor])),
      };
      return { constant, memory: emptyMemory(step, parts, tensors[keysAndValues.findIndex(isAudioKey)]) };
    },
    position: (rows, tokensBefore) => ({
      decoder_mems: tensorFor(step, 'decoder_mems', [], [0, rows, tokensBefore, 1]),
    }),
    release: async () => {
      await crossAttention.release();
      await step.release();
    },
  };
}

/** Heads and their size are those of the attention to the audio, whose keys are [rows, heads, size, steps]. */
function emptyMemory(
  step: OnnxSession,
  parts: readonly (readonly ['key' | 'value', string])[],
  audioKey: Tensor | undefined,
): Feeds {
  const [rows = 0, heads = 0, size = 0] = audioKey?.dims ?? [];
  return Object.fromEntries(
    parts.map(([part, layer]) => {
      const dims = part === 'key' ? [rows, heads, size, 0] : [rows, heads, 0, size];
      return [pastName(part, layer), tensorFor(step, pastName(part, layer), [], dims)];
    }),
  );
}
