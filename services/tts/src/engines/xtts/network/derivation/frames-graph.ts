import {
  GraphIndex,
  type ModelSource,
  type OnnxModel,
  type OnnxNode,
  UnrecognisedGraph,
} from '@parley/inference/graph-surgery';

/**
 * A vocoder without the interpolation of its latents: what follows its last Resize, with `frames` [1, width, n] as its
 * input.
 * @throws UnrecognisedGraph
 */
export function framesModel(source: ModelSource, width: number): OnnxModel {
  const { graph, ...model } = source.model;
  const resize = graph.nodes.findLast(({ operator }) => operator === 'Resize');
  const output = graph.outputs[0]?.name;
  if (!resize || output === undefined) throw new UnrecognisedGraph('the vocoder stretches no latents');
  const frames = firstUsed(new GraphIndex(graph), resize.outputs[0] ?? '');
  const needed = nodesBehind(graph.nodes, output, frames);
  const used = new Set(needed.flatMap(({ inputs }) => inputs));
  if (!used.has(frames))
    throw new UnrecognisedGraph('the vocoder does not follow from its stretched latents');
  return {
    ...model,
    graph: {
      ...graph,
      nodes: needed.map((node) => ({
        ...node,
        inputs: node.inputs.map((name) => (name === frames ? 'frames' : name)),
      })),
      initializers: graph.initializers
        .filter(({ name }) => used.has(name))
        .map((tensor) => source.refer(tensor)),
      inputs: [
        { name: 'frames', dataType: 1, dims: [1, width, 'frames'] },
        ...graph.inputs.filter(({ name }) => used.has(name)),
      ],
      // Shapes that were inferred for the whole graph no longer hold.
      unknownFields: [],
    },
  };
}

/** The value that is convolved: what was stretched, seen through nodes that change only its shape. */
function firstUsed(index: GraphIndex, value: string): string {
  const users = index.usersOf(value);
  const [only] = users;
  const isShape = users.length === 1 && ['Squeeze', 'Unsqueeze', 'Identity'].includes(only?.operator ?? '');
  return isShape ? firstUsed(index, only?.outputs[0] ?? '') : value;
}

/** The nodes that a value needs, in their order, if another one is given. */
function nodesBehind(nodes: readonly OnnxNode[], wanted: string, given: string): OnnxNode[] {
  const values = new Set([wanted]);
  const needed = nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => name !== given && values.has(name))) return false;
    for (const name of inputs) values.add(name);
    return true;
  });
  return needed.toReversed();
}
