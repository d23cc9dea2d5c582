import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode } from '@parley/inference/graph-surgery';
import { fieldNumber, nodeOf } from './graph-nodes.js';

/** What the second graph's values are called in the chain, so that both may use the same names. */
const renamed = (name: string) => (name === '' ? '' : `parley:second:${name}`);
/** GraphProto.sparse_initializer: weights that are not read here. */
const sparseWeightsField = 15;

/**
 * Two graphs as one: what the first gives is what the second takes, and never leaves the device between them.
 * @param first has one output
 * @param second has one input; its operator sets are those of the first
 * @throws Error where they do not fit together
 */
export function chainGraphs(first: OnnxModel, second: OnnxModel): OnnxModel {
  const weights = new Set(second.graph.initializers.map(({ name }) => name));
  const [given, ...moreGiven] = first.graph.outputs;
  const [taken, ...moreTaken] = second.graph.inputs.filter(({ name }) => !weights.has(name));
  if (!given || !taken || moreGiven.length + moreTaken.length > 0) {
    throw new Error('They do not fit together: one output and one input were expected.');
  }
  const inSecond = renamedGraph(second.graph);
  return {
    irVersion: Math.max(first.irVersion, second.irVersion),
    operatorSets: joinedOperatorSets(first, second),
    unknownFields: first.unknownFields,
    graph: {
      ...first.graph,
      nodes: [...first.graph.nodes, bridge(given, taken), ...inSecond.nodes],
      initializers: [...first.graph.initializers, ...inSecond.initializers],
      outputs: inSecond.outputs,
    },
  };
}

type Value = OnnxGraph['inputs'][number];

/** Hands a value over, in the number format that is wanted. */
function bridge(given: Value, taken: Value): OnnxNode {
  if (taken.dataType === undefined || given.dataType === taken.dataType)
    return nodeOf('Identity', [given.name], renamed(taken.name));
  const to: OnnxAttribute = { type: 'int', value: BigInt(taken.dataType) };
  return nodeOf('Cast', [given.name], renamed(taken.name), { to });
}

/** The shapes that an exporter noted of inner values are left out: onnxruntime finds them itself. */
function renamedGraph(graph: OnnxGraph): OnnxGraph {
  if (graph.unknownFields.some((field) => fieldNumber(field) === sparseWeightsField)) {
    throw new Error('The second graph has sparse weights, which are not known here.');
  }
  return {
    ...graph,
    nodes: graph.nodes.map(renamedNode),
    initializers: graph.initializers.map((tensor) => ({ ...tensor, name: renamed(tensor.name) })),
    inputs: graph.inputs.map((value) => ({ ...value, name: renamed(value.name) })),
    outputs: graph.outputs.map((value) => ({ ...value, name: renamed(value.name) })),
    unknownFields: [],
  };
}

function renamedNode(node: OnnxNode): OnnxNode {
  const attributes = [...node.attributes].map(([name, attribute]): [string, OnnxAttribute] => [
    name,
    attribute.type === 'graph' ? { type: 'graph', value: renamedGraph(attribute.value) } : attribute,
  ]);
  return {
    ...node,
    name: renamed(node.name),
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
    attributes: new Map(attributes),
  };
}

function joinedOperatorSets(first: OnnxModel, second: OnnxModel): OnnxModel['operatorSets'] {
  const sets = new Map(first.operatorSets.map(({ domain, version }) => [domain, version]));
  for (const { domain, version } of second.operatorSets) {
    const other = sets.get(domain) ?? version;
    if (other !== version) throw new Error(`They are of different operator sets: ${other} and ${version}.`);
    sets.set(domain, version);
  }
  return [...sets].map(([domain, version]) => ({ domain, version }));
}
