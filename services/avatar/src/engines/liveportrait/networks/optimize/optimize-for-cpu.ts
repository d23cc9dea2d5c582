import {
  dataTypes,
  GraphBuilder,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '@parley/inference/graph-surgery';
import { rewriteConvolution } from './convolution-rewrite.js';
import { FeatureRows } from './feature-rows.js';
import { inferShapes } from './infer-shapes.js';
import { type Rewrite, rowRewrites } from './row-rewrites.js';

const rewrites: Readonly<Record<string, Rewrite>> = { ...rowRewrites, Conv: rewriteConvolution };

/** From here on the sum's axes are an input, and softmax means what it means here. */
const oldestOperators = 13;

/** Enough to be fast, and little enough to be had several times. */
const usualBandBytes = 384 * 1024 * 1024;

/**
 * A graph of convolutions in the form in which onnxruntime's CPU computes it soonest: convolutions become products of
 * matrices with a fraction of the multiplications, and what lies between them follows. The same inputs give the same
 * outputs, but for rounding. Weights may lie outside the model: only their dimensions are read, and they stay where they
 * are. Only for the CPU; a GPU has better ways.
 * @param bandBytes what the values of one part of a convolution take at most
 * @returns the model itself where nothing in it is understood
 */
export function optimizeForCpu(model: OnnxModel, bandBytes = usualBandBytes): OnnxModel {
  const { graph, operatorSets } = model;
  const version = operatorSets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
  if (version < oldestOperators || graph.nodes.some(hasInnerGraph) || holdsHalves(graph)) return model;
  const features = new FeatureRows(GraphBuilder.create(graph.name), inferShapes(graph), bandBytes);
  for (const node of graph.nodes) {
    if (!rewrites[node.operator]?.(node, features)) features.keep(node);
  }
  for (const { name } of graph.outputs) features.needPlanes(name);
  const { nodes, initializers } = features.build();
  return {
    ...model,
    graph: withoutUnused({ ...graph, nodes, initializers: [...graph.initializers, ...initializers] }),
  };
}

const hasInnerGraph = ({ attributes }: OnnxNode) =>
  [...attributes.values()].some(({ type }) => type === 'graph');

/** What is added here is in single precision. */
const holdsHalves = ({ initializers }: OnnxGraph) =>
  initializers.some(({ dataType }) => dataType === dataTypes.float16);

/** Leaves out what no output depends on. */
function withoutUnused(graph: OnnxGraph): OnnxGraph {
  const used = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    const needed = outputs.some((output) => used.has(output));
    if (needed) for (const input of inputs) used.add(input);
    return needed;
  });
  const initializers = graph.initializers.filter(({ name }) => used.has(name));
  return { ...graph, nodes: nodes.toReversed(), initializers };
}
