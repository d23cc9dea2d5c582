import type { OnnxGraph, OnnxNode, OnnxTensor } from './onnx-types.js';

/** Who makes and who uses each value of a graph, with the values of the graphs around it. */
export class GraphIndex {
  private readonly producers = new Map<string, OnnxNode>();
  private readonly users = new Map<string, OnnxNode[]>();
  private readonly tensors = new Map<string, OnnxTensor>();

  /** @param outer the graphs around this one, whose values it may use */
  constructor(
    readonly graph: OnnxGraph,
    outer: readonly OnnxGraph[] = [],
  ) {
    for (const { initializers } of [...outer, graph]) {
      for (const tensor of initializers) this.tensors.set(tensor.name, tensor);
    }
    for (const node of [...outer, graph].flatMap(({ nodes }) => nodes)) {
      for (const output of node.outputs) this.producers.set(output, node);
      for (const input of node.inputs) {
        const users = this.users.get(input);
        if (users) users.push(node);
        else this.users.set(input, [node]);
      }
    }
  }

  producer(value: string): OnnxNode | undefined {
    return this.producers.get(value);
  }

  usersOf(value: string): readonly OnnxNode[] {
    return this.users.get(value) ?? [];
  }

  /** The tensor that a value always is: a weight, or a Constant node's; seen through Identity. */
  constant(value: string): OnnxTensor | undefined {
    const tensor = this.tensors.get(value);
    if (tensor) return tensor;
    const node = this.producers.get(value);
    if (node?.operator === 'Identity') return this.constant(node.inputs[0] ?? '');
    const attribute = node?.operator === 'Constant' ? node.attributes.get('value') : undefined;
    return attribute?.type === 'tensor' ? attribute.value : undefined;
  }
}
