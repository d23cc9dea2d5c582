import {
  type GraphIndex,
  type LinearLayer,
  type OnnxNode,
  UnrecognisedGraph,
} from '@parley/inference/graph-surgery';

/** Operators through which a projection's output is still the same numbers, moved, scaled or masked. */
const passThrough = new Set([
  'Reshape',
  'Transpose',
  'Identity',
  'Cast',
  'Unsqueeze',
  'Squeeze',
  'Mul',
  'Div',
  'Add',
  'Where',
]);

/** The projections that meet in each softmax of a graph, in its order. */
export function findAttentions(
  index: GraphIndex,
  linears: readonly LinearLayer[],
): { query: LinearLayer; key: LinearLayer; value: LinearLayer }[] {
  const byOutput = new Map(linears.map((layer) => [layer.output, layer]));
  return index.graph.nodes
    .filter((node) => node.operator === 'Softmax')
    .map((softmax) => {
      const scores = producerBehind(index, softmax.inputs[0] ?? '', 'MatMul');
      const mixing = userAfter(index, softmax.outputs[0] ?? '', 'MatMul');
      return {
        query: projectionBehind(index, byOutput, scores.inputs[0] ?? ''),
        key: projectionBehind(index, byOutput, scores.inputs[1] ?? ''),
        value: projectionBehind(index, byOutput, mixing.inputs[1] ?? ''),
      };
    });
}

function producerBehind(index: GraphIndex, value: string, operator: string): OnnxNode {
  let node = index.producer(value);
  while (node && node.operator !== operator && passThrough.has(node.operator)) {
    node = index.producer(changing(index, node) ?? '');
  }
  if (node?.operator !== operator) throw new UnrecognisedGraph(`no ${operator} lies behind "${value}"`);
  return node;
}

function projectionBehind(
  index: GraphIndex,
  byOutput: ReadonlyMap<string, LinearLayer>,
  value: string,
): LinearLayer {
  let name = value;
  for (;;) {
    const layer = byOutput.get(name);
    if (layer) return layer;
    const node = index.producer(name);
    const next = node && passThrough.has(node.operator) ? changing(index, node) : undefined;
    if (next === undefined) throw new UnrecognisedGraph(`no projection lies behind "${value}"`);
    name = next;
  }
}

/** The input of a pass-through that carries the numbers: the last of Where's, the one that is no constant of others'. */
function changing(index: GraphIndex, node: OnnxNode): string | undefined {
  if (node.operator === 'Where') return node.inputs[2];
  return node.inputs.find((name) => index.constant(name) === undefined);
}

function userAfter(index: GraphIndex, value: string, operator: string): OnnxNode {
  let users = index.usersOf(value);
  for (let distance = 0; distance < 4; distance++) {
    const found = users.find((node) => node.operator === operator);
    if (found) return found;
    users = users
      .filter((node) => passThrough.has(node.operator))
      .flatMap((node) => index.usersOf(node.outputs[0] ?? ''));
  }
  throw new UnrecognisedGraph(`no ${operator} uses "${value}"`);
}
