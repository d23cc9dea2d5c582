import {
  findLinearLayers,
  findNormLayers,
  GraphIndex,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  UnrecognisedGraph,
} from '@parley/inference/graph-surgery';
import { findAttentions } from './attention-layers.js';
import type { ConvolutionLayer, EncoderWeights } from './network-layers.js';
import { at, followers } from './ordered-layers.js';

/**
 * Finds out what each weight of a public encoder export is, from how the graph uses it.
 * @throws UnrecognisedGraph
 */
export function recogniseEncoder({ graph }: OnnxModel): EncoderWeights {
  const index = new GraphIndex(graph);
  const linears = findLinearLayers(index);
  const norms = findNormLayers(index);
  const attentions = findAttentions(index, linears);
  if (attentions.length < 1 || norms.length !== 2 * attentions.length + 1) {
    throw new UnrecognisedGraph(
      `${attentions.length} attentions and ${norms.length} normalisations are no Whisper`,
    );
  }
  const follow = followers(
    linears,
    norms,
    new Set(attentions.flatMap(({ query, key, value }) => [query, key, value])),
  );
  const layers = attentions.map((attention, layer) => {
    const out = follow.projection();
    const feedForwardNorm = at(norms, 2 * layer + 1);
    return {
      attentionNorm: at(norms, 2 * layer),
      attention: { ...attention, out },
      feedForwardNorm,
      widen: follow.after(feedForwardNorm),
      narrow: follow.projection(),
    };
  });
  const convolutions = findConvolutions(index);
  return {
    convolutions: [at(convolutions, 0), at(convolutions, 1)],
    positions: positionsBefore(index, at(norms, 0).input),
    layers,
    norm: at(norms, norms.length - 1),
  };
}

function findConvolutions(index: GraphIndex): ConvolutionLayer[] {
  return index.graph.nodes.flatMap((node) => {
    if (node.operator === 'Conv') return [floatConvolution(index, node)];
    return node.operator === 'ConvInteger' ? [integerConvolution(index, node)] : [];
  });
}

function floatConvolution(index: GraphIndex, node: OnnxNode): ConvolutionLayer {
  const [, weight, bias] = node.inputs.map((name) => index.constant(name));
  if (!weight || !bias) throw new UnrecognisedGraph('a convolution has no weights of its own');
  return { weight, bias, scale: undefined, zeroPoint: undefined };
}

/** What dynamic quantisation makes of a convolution: ConvInteger, Cast, Mul by both scales, Add of the reshaped bias. */
function integerConvolution(index: GraphIndex, node: OnnxNode): ConvolutionLayer {
  const weight = index.constant(node.inputs[1] ?? '');
  const [cast] = index.usersOf(node.outputs[0] ?? '');
  const [rescale] = index.usersOf(cast?.outputs[0] ?? '');
  const [add] = index.usersOf(rescale?.outputs[0] ?? '');
  const scale = rescale?.inputs
    .flatMap((name) => index.producer(name)?.inputs ?? [])
    .map((name) => index.constant(name))
    .find(Boolean);
  const bias = add?.inputs.map((name) => index.constant(index.producer(name)?.inputs[0] ?? '')).find(Boolean);
  if (!weight || !scale || !bias) throw new UnrecognisedGraph('a convolution is quantised in an unknown way');
  return { weight, bias, scale, zeroPoint: index.constant(node.inputs[3] ?? '') };
}

/** The table that is added just before the first layer. */
function positionsBefore(index: GraphIndex, value: string): OnnxTensor {
  const add = index.producer(value);
  const table = add?.inputs.map((name) => index.constant(name)).find(Boolean);
  if (!table) throw new UnrecognisedGraph('the table of positions is missing');
  return table;
}
