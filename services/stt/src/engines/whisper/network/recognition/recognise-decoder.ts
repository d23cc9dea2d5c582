import {
  dataTypes,
  findLinearLayers,
  findNormLayers,
  GraphIndex,
  type OnnxModel,
  UnrecognisedGraph,
} from '@parley/inference/graph-surgery';
import { findAttentions } from './attention-layers.js';
import type { DecoderWeights, EmbeddingTable } from './network-layers.js';
import { at, followers } from './ordered-layers.js';

/**
 * Finds out what each weight of a public decoder export is, from how the graph uses it.
 * @param model a merged decoder, or the one for the prompt
 * @throws UnrecognisedGraph
 */
export function recogniseDecoder(model: OnnxModel): DecoderWeights {
  const index = promptGraph(model);
  const linears = findLinearLayers(index);
  const norms = findNormLayers(index);
  const attentions = findAttentions(index, linears);
  const layerCount = attentions.length / 2;
  if (layerCount < 1 || norms.length !== 3 * layerCount + 1) {
    throw new UnrecognisedGraph(
      `${attentions.length} attentions and ${norms.length} normalisations are no Whisper`,
    );
  }
  const follow = followers(
    linears,
    norms,
    new Set(attentions.flatMap(({ query, key, value }) => [query, key, value])),
  );
  const layers = Array.from({ length: layerCount }, (_, layer) => {
    const attentionOut = follow.projection();
    const crossOut = follow.projection();
    return {
      attentionNorm: at(norms, 3 * layer),
      attention: { ...at(attentions, 2 * layer), out: attentionOut },
      crossNorm: at(norms, 3 * layer + 1),
      cross: { ...at(attentions, 2 * layer + 1), out: crossOut },
      feedForwardNorm: at(norms, 3 * layer + 2),
      widen: follow.after(at(norms, 3 * layer + 2)),
      narrow: follow.projection(),
    };
  });
  const norm = at(norms, 3 * layerCount);
  return { ...findTables(index), layers, norm, vocabulary: follow.after(norm) };
}

/** The branch without cache of a merged decoder, or the whole graph. */
function promptGraph({ graph }: OnnxModel): GraphIndex {
  const branch = graph.nodes.find((node) => node.operator === 'If')?.attributes.get('else_branch');
  return branch?.type === 'graph' ? new GraphIndex(branch.value, [graph]) : new GraphIndex(graph);
}

/** The tables of tokens and positions: of those that are looked up, the longest, and the other. */
function findTables(index: GraphIndex): Pick<DecoderWeights, 'tokens' | 'positions'> {
  const tables = new Map<string, EmbeddingTable>();
  for (const node of index.graph.nodes) {
    if (node.operator !== 'Gather') continue;
    const tensor = index.constant(node.inputs[0] ?? '');
    if (tensor?.dims.length === 2) tables.set(tensor.name, tableOf(index, tensor, node.outputs[0] ?? ''));
  }
  const sorted = [...tables.values()].toSorted((a, b) => (b.tensor.dims[0] ?? 0) - (a.tensor.dims[0] ?? 0));
  return { tokens: at(sorted, 0), positions: at(sorted, 1) };
}

function tableOf(index: GraphIndex, tensor: EmbeddingTable['tensor'], looked: string): EmbeddingTable {
  if (tensor.dataType === dataTypes.float32 || tensor.dataType === dataTypes.float16)
    return { form: 'float', tensor };
  const [dequantize] = index.usersOf(looked);
  const scale = index.constant(dequantize?.inputs[1] ?? '');
  if (dequantize?.operator !== 'DequantizeLinear' || !scale) {
    throw new UnrecognisedGraph(`the table ${tensor.name} is quantised in an unknown way`);
  }
  return { form: 'integer8', tensor, scale, zeroPoint: index.constant(dequantize.inputs[2] ?? '') };
}
