import { GraphBuilder, writeModel } from '@parley/inference/graph-surgery';

/** What the stub networks are made of; opset 17. */
export class StubGraph {
  readonly builder: GraphBuilder;

  constructor(name: string) {
    this.builder = GraphBuilder.create(name);
  }

  add(
    operator: string,
    inputs: string[],
    attributes: Record<string, number | string | number[]> = {},
  ): string {
    return this.builder.add(operator, inputs, { attributes });
  }

  floats(dims: readonly number[], values: Iterable<number>): string {
    return this.builder.constant('float32', dims, Float32Array.from(values));
  }

  times(value: string, factor: number): string {
    return this.add('Mul', [value, this.builder.float(factor)]);
  }

  plus(value: string, term: number): string {
    return this.add('Add', [value, this.builder.float(term)]);
  }

  reshape(value: string, ...dims: number[]): string {
    return this.add('Reshape', [value, this.builder.list(...dims)]);
  }

  slice(value: string, axis: number, start: number, end: number): string {
    const { builder } = this;
    return this.add('Slice', [value, builder.list(start), builder.list(end), builder.list(axis)]);
  }

  concat(values: string[], axis: number): string {
    return this.add('Concat', values, { axis });
  }

  output(value: string, name: string, dims: readonly number[]): void {
    this.builder.add('Reshape', [value, this.builder.list(...dims)], { outputs: [name] });
    this.builder.output(name, 'float32', dims);
  }

  write(): Uint8Array {
    return writeModel({
      irVersion: 8,
      operatorSets: [{ domain: '', version: 17 }],
      graph: this.builder.buildOutermost(),
      unknownFields: [],
    });
  }
}
