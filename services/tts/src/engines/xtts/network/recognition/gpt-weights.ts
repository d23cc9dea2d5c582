import {
  findLinearLayers,
  findNormLayers,
  GraphIndex,
  type LinearLayer,
  type NormLayer,
  type OnnxModel,
  type OnnxNode,
  UnrecognisedGraph,
} from '@parley/inference/graph-surgery';
import type { XttsDimensions } from '../xtts-dimensions.js';

/** One block of GPT-2. */
export interface GptLayer {
  attentionNorm: NormLayer;
  /** Queries, keys and values side by side: [width, 3 * width]. */
  queryKeyValue: LinearLayer;
  out: LinearLayer;
  feedForwardNorm: NormLayer;
  widen: LinearLayer;
  narrow: LinearLayer;
}

/** All weights of XTTS's GPT, by what they are. */
export interface GptWeights {
  layers: GptLayer[];
  /** GPT-2's own last normalisation. */
  norm: NormLayer;
  /** The one that XTTS puts after it: what leaves it is a latent. */
  finalNorm: NormLayer;
  /** Latents to logits: [width, audioTokens]. */
  melHead: LinearLayer;
}

/**
 * Finds out what each weight of an exported GPT is: its layers depend on one another, so that a graph has them in one
 * order only.
 * @throws UnrecognisedGraph
 */
export function recogniseGpt({ graph }: OnnxModel, dimensions: XttsDimensions): GptWeights {
  const { layers: count, width, audioTokens } = dimensions;
  const index = new GraphIndex(graph);
  const linears = findLinearLayers(index);
  const norms = findNormLayers(index);
  const activations = graph.nodes.filter(isActivation).length;
  if (linears.length !== 4 * count + 1 || norms.length !== 2 * count + 2 || activations !== count) {
    throw new UnrecognisedGraph(
      `${linears.length} linear layers, ${norms.length} normalisations and ${activations} activations are no GPT-2 of ${count} layers`,
    );
  }
  const linear = (at: number, inputs: number, outputs: number) => sized(linears[at], inputs, outputs);
  const layers = Array.from({ length: count }, (_, layer) => ({
    attentionNorm: existing(norms[2 * layer]),
    queryKeyValue: linear(4 * layer, width, 3 * width),
    out: linear(4 * layer + 1, width, width),
    feedForwardNorm: existing(norms[2 * layer + 1]),
    widen: linear(4 * layer + 2, width, 4 * width),
    narrow: linear(4 * layer + 3, 4 * width, width),
  }));
  return {
    layers,
    norm: existing(norms[2 * count]),
    finalNorm: existing(norms[2 * count + 1]),
    melHead: linear(4 * count, width, audioTokens),
  };
}

/** GPT-2's activation, the approximation of GELU by tanh: spelt out, or as one operator. */
function isActivation({ operator, attributes }: OnnxNode): boolean {
  const approximate = attributes.get('approximate');
  const byTanh = approximate?.type === 'string' && approximate.value === 'tanh';
  return operator === 'Tanh' || operator === 'FastGelu' || (operator === 'Gelu' && byTanh);
}

function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new UnrecognisedGraph('a layer is missing');
  return value;
}

function sized(layer: LinearLayer | undefined, inputs: number, outputs: number): LinearLayer {
  const { weight } = existing(layer);
  if (weight.form === 'blocks') throw new UnrecognisedGraph('its weights are blocks of few bits');
  const [first, second] = weight.tensor.dims;
  const [rows, columns] = weight.transposed ? [second, first] : [first, second];
  if (rows !== inputs || columns !== outputs) {
    throw new UnrecognisedGraph(`a matrix is ${rows} x ${columns}, and not ${inputs} x ${outputs}`);
  }
  return existing(layer);
}
