import type { OnnxGraph, OnnxNode, OnnxValue } from '@parley/inference/graph-surgery';

/** The part of a graph that leads from some values to others, with the inputs that it needs of those offered. */
export function subgraph(graph: OnnxGraph, offered: readonly OnnxValue[], outputs: OnnxValue[]): OnnxGraph {
  const given = new Set(offered.map(({ name }) => name));
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const kept = new Set<OnnxNode>();
  const used = new Set<string>();
  const open = outputs.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    const node = given.has(name) ? undefined : producers.get(name);
    if (!node || kept.has(node)) continue;
    kept.add(node);
    open.push(...node.inputs, ...capturedNames(node));
  }
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => kept.has(node)),
    initializers: graph.initializers.filter(({ name }) => used.has(name)),
    inputs: offered.filter(({ name }) => used.has(name)),
    outputs,
    // What is known of values' shapes (value_info) is about values that may not be there any more.
    unknownFields: [],
  };
}

/** Values that the graphs inside a node use of the graph around it. */
function capturedNames(node: OnnxNode): string[] {
  return [...node.attributes.values()].flatMap((attribute) => {
    if (attribute.type !== 'graph') return [];
    const { nodes, outputs } = attribute.value;
    return [
      ...nodes.flatMap((inner) => [...inner.inputs, ...capturedNames(inner)]),
      ...outputs.map(({ name }) => name),
    ];
  });
}
