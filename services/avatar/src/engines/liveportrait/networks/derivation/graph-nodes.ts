import {
  type DataTypeName,
  dataTypes,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  tensorOf,
} from '@parley/inference/graph-surgery';

/** Names of what is added to a graph: no exporter makes such ones. */
const added = (name: string) => `parley:${name}`;

/** A node whose outputs are named after what it does. */
export function nodeOf(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): OnnxNode {
  return {
    name: `${output}_node`,
    operator,
    domain: '',
    inputs: [...inputs],
    outputs: [output],
    attributes: new Map(Object.entries(attributes)),
    unknownFields: [],
  };
}

/** Adds nodes one after another, each of which takes what the last one made. */
export class NodeChain {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];

  /** @param stem what the names of this chain's values begin with, different for each chain of a graph */
  constructor(
    private readonly stem: string,
    private value: string,
  ) {}

  /** @param operands further inputs, such as `float` gives */
  append(
    operator: string,
    operands: readonly string[] = [],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): this {
    const output = this.fresh(operator.toLowerCase());
    this.nodes.push(nodeOf(operator, [this.value, ...operands], output, attributes));
    this.value = output;
    return this;
  }

  castTo(type: DataTypeName): this {
    return this.append('Cast', [], { to: { type: 'int', value: BigInt(dataTypes[type]) } });
  }

  float(value: number): string {
    const name = this.fresh('number');
    this.initializers.push(tensorOf(name, 'float32', [], Float32Array.of(value)));
    return name;
  }

  /** What the last node made. */
  get end(): string {
    return this.value;
  }

  /** Gives what the last node made a name that others know it by. */
  named(name: string): this {
    this.nodes.at(-1)?.outputs.splice(0, 1, name);
    this.value = name;
    return this;
  }

  private fresh(what: string): string {
    return added(`${this.stem}:${this.nodes.length + this.initializers.length}:${what}`);
  }
}

/** Number of a field that is kept as it was read: of its tag, which takes two bytes from 16 on. */
export const fieldNumber = ([low = 0, high = 0]: Uint8Array): number =>
  ((low & 0x7f) | (low > 0x7f ? high << 7 : 0)) >> 3;
