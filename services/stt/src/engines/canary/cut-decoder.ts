import type { OnnxModel, OnnxValue } from '@parley/inference/graph-surgery';
import { cacheSelfAttention } from './cache-self-attention.js';
import { subgraph } from './subgraph.js';

/** A decoder in two: what depends on the audio alone, and what is done for each token. */
export interface CutDecoder {
  /** `encoder_embeddings` to the keys and values of each layer's attention to the audio. */
  crossAttention: OnnxModel;
  step: OnnxModel;
}

/**
 * Keys and values of the attention to the audio in NeMo's decoders, transposed for the products that follow (the names
 * that torch's exporter gives to MultiHeadAttention's third and fourth transposition).
 */
const keyOrValue = /^\/_decoder\/layers\.(\d+)\/second_sub_layer\/Transpose_[23]_output_0$/;
/** Whether a value is a layer's keys of the audio, [rows, heads, size, steps]; its values lie crosswise. */
export const isAudioKey = (name: string) => keyOrValue.test(name) && name.endsWith('Transpose_3_output_0');

const audioInput = 'encoder_embeddings';

/**
 * Cuts a Canary decoder where the keys and values of its attention to the audio are known: they are the same for every
 * token of a window. Those of the attention to earlier tokens are kept from step to step. The exported graph computes
 * all of them anew for each token.
 * @returns undefined where the graph has no such values
 */
export function cutDecoder(model: OnnxModel): CutDecoder | undefined {
  const { graph } = model;
  const cuts = graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => keyOrValue.test(name));
  const layers = [...new Set(cuts.map((name) => keyOrValue.exec(name)?.[1] ?? ''))];
  const audio = graph.inputs.find(({ name }) => name === audioInput);
  if (!audio || layers.length === 0 || cuts.length !== 2 * layers.length) return undefined;
  const values = cuts.map((name): OnnxValue => ({
    name,
    dataType: audio.dataType,
    dims: [undefined, undefined, undefined, undefined],
  }));
  const crossAttention = subgraph(graph, graph.inputs, values);
  if (crossAttention.inputs.some(({ name }) => name !== audioInput)) return undefined;
  const step = cacheSelfAttention({ ...graph, inputs: [...graph.inputs, ...values] }, layers, audio.dataType);
  if (!step) return undefined;
  return {
    crossAttention: { ...model, graph: { ...crossAttention, name: 'cross_attention' } },
    step: { ...model, graph: { ...step, name: 'decoder_step' } },
  };
}
