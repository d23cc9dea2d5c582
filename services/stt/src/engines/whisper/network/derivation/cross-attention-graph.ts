import { GraphBuilder, type ModelSource, type OnnxModel } from '@parley/inference/graph-surgery';
import type { DecoderWeights, LinearLayer } from '../recognition/network-layers.js';
import type { WhisperDimensions } from '../whisper-network.js';
import { LayerBuilder } from './layer-builder.js';

/** The keys and values that all of a decoder's layers make of the encoder's output, once for each window. */
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
  const heads = (projection: LinearLayer, name: string) => {
    const projected = layers.linear(hidden, projection);
    const split = graph.add('Reshape', [projected, graph.list(0, 0, decoderHeads, headSize)]);
    graph.add('Transpose', [split], { attributes: { perm: [0, 2, 1, 3] }, outputs: [name] });
    graph.output(name, 'float32', ['rows', decoderHeads, audioPositions, headSize]);
  };
  weights.layers.forEach(({ cross }, number) => {
    heads(cross.key, `cross.${number}.key`);
    heads(cross.value, `cross.${number}.value`);
  });
  return layers.model();
}
