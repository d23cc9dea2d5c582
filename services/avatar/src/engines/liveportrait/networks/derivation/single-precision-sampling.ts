import {
  dataTypes,
  GraphIndex,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '@parley/inference/graph-surgery';
import { NodeChain } from './graph-nodes.js';

/**
 * The same model with every GridSample in single precision: onnxruntime's kernels know no other, and where things lie is
 * more than half precision can say.
 */
export function withSinglePrecisionSampling(model: OnnxModel): OnnxModel {
  const types = new ElementTypes(model.graph);
  const nodes = model.graph.nodes.flatMap((node, index) =>
    node.operator === 'GridSample' && node.inputs.some((input) => types.of(input) === dataTypes.float16)
      ? betweenCasts(node, `sampling${index}`)
      : [node],
  );
  return { ...model, graph: { ...model.graph, nodes } };
}

function betweenCasts(node: OnnxNode, stem: string): OnnxNode[] {
  const [volume = '', grid = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const wideVolume = new NodeChain(`${stem}:volume`, volume).castTo('float32');
  const wideGrid = new NodeChain(`${stem}:grid`, grid).castTo('float32');
  const sampled = `parley:${stem}:sampled`;
  const narrow = new NodeChain(`${stem}:narrow`, sampled).castTo('float16').named(output);
  return [
    ...wideVolume.nodes,
    ...wideGrid.nodes,
    { ...node, inputs: [wideVolume.end, wideGrid.end], outputs: [sampled] },
    ...narrow.nodes,
  ];
}

/** Operators that give whole numbers, or yes and no, whatever they are given. */
const givesInt64: ReadonlySet<string> = new Set(['Shape', 'Size', 'ArgMax', 'ArgMin', 'NonZero']);
const givesBool: ReadonlySet<string> = new Set(
  'Equal Greater GreaterOrEqual Less LessOrEqual Not And Or Xor IsNaN IsInf'.split(' '),
);

/** The element types of a graph's values, as far as they follow from where they come from. */
class ElementTypes {
  private readonly index: GraphIndex;
  private readonly known = new Map<string, number | undefined>();

  constructor(graph: OnnxGraph) {
    this.index = new GraphIndex(graph);
    for (const { name, dataType } of graph.inputs) this.known.set(name, dataType);
  }

  /** TensorProto.DataType */
  of(value: string): number | undefined {
    // Walks back without recursion: chains of a thousand nodes are usual.
    const path: string[] = [];
    let at: string | undefined = value;
    let found: number | undefined;
    while (at !== undefined && found === undefined && !path.includes(at)) {
      path.push(at);
      found = this.known.get(at) ?? this.index.constant(at)?.dataType ?? this.given(at);
      const producer: OnnxNode | undefined = this.index.producer(at);
      at = producer && producer.inputs[producer.operator === 'Where' ? 1 : 0];
    }
    for (const each of path) this.known.set(each, found);
    return found;
  }

  /** What an operator gives by itself. */
  private given(value: string): number | undefined {
    const node = this.index.producer(value);
    if (!node) return undefined;
    if (givesInt64.has(node.operator)) return dataTypes.int64;
    if (givesBool.has(node.operator)) return dataTypes.bool;
    if (node.operator === 'Cast') {
      const to = node.attributes.get('to');
      return to?.type === 'int' ? Number(to.value) : undefined;
    }
    if (node.operator !== 'ConstantOfShape') return undefined;
    const fill = node.attributes.get('value');
    return fill?.type === 'tensor' ? fill.value.dataType : dataTypes.float32;
  }
}
