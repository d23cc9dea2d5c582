import {
  type DataTypeName,
  dataTypes,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from './onnx-types.js';
import { attributeOf, type PlainAttribute, tensorOf, type TensorValues } from './tensors.js';

export interface NodeOptions {
  /** Empty, or such as `com.microsoft`. */
  domain?: string;
  attributes?: Readonly<Record<string, PlainAttribute>>;
  /** Names of the outputs; one made-up name where absent. */
  outputs?: readonly string[];
}

/**
 * Builds a graph node by node, in an order in which every value is made before it is used. Inner graphs (bodies of loops)
 * share the names and the constants of the graph around them.
 */
export class GraphBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly inputs: OnnxGraph['inputs'] = [];
  private readonly outputs: OnnxGraph['outputs'] = [];

  private constructor(
    private readonly name: string,
    private readonly shared: {
      initializers: Map<string, OnnxTensor>;
      constants: Map<string, string>;
      count: number;
    },
  ) {}

  static create(name: string): GraphBuilder {
    return new GraphBuilder(name, { initializers: new Map(), constants: new Map(), count: 0 });
  }

  /** A graph inside this one, that may use all of its values. */
  inner(name: string): GraphBuilder {
    return new GraphBuilder(name, this.shared);
  }

  input(name: string, dataType: DataTypeName, dims: readonly (number | string)[]): string {
    this.inputs.push({ name, dataType: dataTypes[dataType], dims: [...dims] });
    return name;
  }

  /** Declares a value made here as an output of the graph. */
  output(name: string, dataType: DataTypeName, dims?: readonly (number | string)[]): void {
    this.outputs.push({ name, dataType: dataTypes[dataType], dims: dims && [...dims] });
  }

  /** Adds a node and returns the name of its first output. */
  add(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const { domain = '', attributes = {}, outputs = [this.fresh(operator)] } = options;
    const named = Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)] as const);
    this.nodes.push({
      name: this.fresh(`${operator}_node`),
      operator,
      domain,
      inputs: [...inputs],
      outputs: [...outputs],
      attributes: new Map(named),
      unknownFields: [],
    });
    const [first = ''] = outputs;
    return first;
  }

  /** A name that nothing has yet. */
  fresh(stem: string): string {
    this.shared.count += 1;
    return `${stem}_${this.shared.count}`;
  }

  /** Adds a weight under its own name, once. */
  weight(tensor: OnnxTensor): string {
    this.shared.initializers.set(tensor.name, tensor);
    return tensor.name;
  }

  /** A small constant; equal ones are the same value. */
  constant(dataType: DataTypeName, dims: readonly number[], values: TensorValues): string {
    const key = `${dataType}[${dims.join()}]${values.join()}`;
    const known = this.shared.constants.get(key);
    if (known !== undefined) return known;
    const name = this.weight(tensorOf(this.fresh('constant'), dataType, dims, values));
    this.shared.constants.set(key, name);
    return name;
  }

  /** A list of whole numbers, for shapes and axes. */
  list(...values: number[]): string {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** One whole number. */
  integer(value: number): string {
    return this.constant('int64', [], BigInt64Array.of(BigInt(value)));
  }

  float(value: number): string {
    return this.constant('float32', [], Float32Array.of(value));
  }

  /** The graph so far; weights and constants belong to the outermost one. */
  build(): OnnxGraph {
    return {
      name: this.name,
      nodes: this.nodes,
      initializers: [],
      inputs: this.inputs,
      outputs: this.outputs,
      unknownFields: [],
    };
  }

  /** The outermost graph, with everything that it and its inner graphs need. */
  buildOutermost(): OnnxGraph {
    return { ...this.build(), initializers: [...this.shared.initializers.values()] };
  }
}
