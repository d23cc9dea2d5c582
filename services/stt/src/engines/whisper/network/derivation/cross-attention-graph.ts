import { GraphBuilder, type ModelSource, type OnnxModel } from '@parley/inference/graph-surgery';
import type { DecoderWeights } from '../recognition/network-layers.js';
import type { WhisperDimensions } from '../whisper-network.js';
import { LayerBuilder } from './layer-builder.js';

/** The keys and values that all of a decoder's layers make of the encoder's output, once for each window; the keys are scaled for the scores. */
export function crossAttentionModel(
  weights: DecoderWeights,
  { decoderHeads, headSize, audioPositions }: WhisperDimensions,
  source: ModelSource,
): OnnxModel {
  const graph = GraphBuilder.create('whisper_cross_attention');
  const layers = new LayerBuilder(graph, source);
  const hidden = graph.input('last_hidden_state', 'float32', [
    'rows',
    audioPositions,
    decoderHeads * headSize,
  ]);
  const heads = (projected: string, name: string) => {
    const split = graph.add('Reshape', [projected, graph.list(0, 0, decoderHeads, headSize)]);
    graph.add('Transpose', [split], { attributes: { perm: [0, 2, 1, 3] }, outputs: [name] });
    graph.output(name, 'float32', ['rows', decoderHeads, audioPositions, headSize]);
  };
  weights.layers.forEach(({ cross }, number) => {
    const scaled = graph.add('Mul', [layers.linear(hidden, cross.key), graph.float(headSize ** -0.5)]);
    heads(scaled, `cross.${number}.key`);
    heads(layers.linear(hidden, cross.value), `cross.${number}.value`);
  });
  return layers.model();
}
