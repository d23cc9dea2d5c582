import { type GraphBuilder, type OnnxGraph, type OnnxNode, tensorOf } from '@parley/inference/graph-surgery';
import { type FeatureShape, featureShapeOf, positionCount } from './feature-shapes.js';
import type { KnownValues } from './known-values.js';

/**
 * A graph as it is written anew. Feature maps may be had in two forms: planes, [1, channels, (depth,) height, width], as
 * the exported graph has them, and rows, [positions, channels], in which a convolution is a few products of matrices and
 * what belongs together lies together. Each form is made from the other where it is asked for first.
 */
export class FeatureRows {
  private readonly rows = new Map<string, string>();
  /** Values that exist as planes. */
  private readonly planes = new Set<string>();
  private readonly repeated = new Map<string, { value: string; factor: number }>();
  private readonly made = new Map<string, string>();

  constructor(
    private readonly graph: GraphBuilder,
    readonly known: KnownValues,
    /** What the values of one part of a convolution take at most; larger ones are cut into bands. */
    readonly bandBytes: number,
  ) {}

  shape(value: string): FeatureShape | undefined {
    return featureShapeOf(this.known.shape(value));
  }

  hasRows(value: string): boolean {
    return this.rows.has(value) || this.repeated.has(value);
  }

  /** Says that a value of the exported graph is these rows. */
  setRows(value: string, rows: string): void {
    this.rows.set(value, rows);
  }

  /** Says that a value is another one, each of whose rows and columns is there `factor` times. */
  setRepeated(value: string, source: string, factor: number): void {
    this.repeated.set(value, { value: source, factor });
  }

  /** What a value repeats, seen through repetitions of repetitions; itself, once, where it repeats nothing. */
  sourceOf(value: string): { value: string; factor: number } {
    const found = this.repeated.get(value);
    if (!found) return { value, factor: 1 };
    const inner = this.sourceOf(found.value);
    return { value: inner.value, factor: inner.factor * found.factor };
  }

  /** A value as rows, [positions, channels]. */
  rowsOf(value: string): string {
    const known = this.rows.get(value);
    if (known !== undefined) return known;
    const rows = this.repeated.has(value) ? this.repeatedRows(value) : this.rowsOfPlanes(value);
    this.rows.set(value, rows);
    return rows;
  }

  private rowsOfPlanes(value: string): string {
    const shape = this.shapeOrThrow(value);
    const flat = this.add('Reshape', [value, this.list(shape.channels, positionCount(shape))]);
    return this.add('Transpose', [flat], { attributes: { perm: [1, 0] } });
  }

  private repeatedRows(value: string): string {
    const { value: source, factor } = this.sourceOf(value);
    const { depth, height, width } = this.shapeOrThrow(value);
    const indices = this.indices(
      `repeat ${factor} ${depth} ${height} ${width}`,
      [depth * height * width],
      () => {
        const list = new Int32Array(depth * height * width);
        const row = (y: number) => Math.floor(y / factor) * (width / factor);
        for (let index = 0; index < list.length; index += 1) {
          const x = index % width;
          const y = Math.floor(index / width) % height;
          const z = Math.floor(index / (width * height));
          list[index] = (z * height * width) / factor ** 2 + row(y) + Math.floor(x / factor);
        }
        return list;
      },
    );
    return this.add('Gather', [this.rowsOf(source), indices], { attributes: { axis: 0 } });
  }

  /** Makes the values that a node of the exported graph takes, where so far they are rows only. */
  needPlanes(value: string): void {
    if (this.planes.has(value) || !this.hasRows(value)) return;
    this.planes.add(value);
    const flat = this.add('Transpose', [this.rowsOf(value)], { attributes: { perm: [1, 0] } });
    const dims = this.known.shape(value) ?? [];
    this.graph.add('Reshape', [flat, this.list(...dims)], { outputs: [value] });
  }

  /** Takes a node over as it is. */
  keep(node: OnnxNode): void {
    for (const input of node.inputs) this.needPlanes(input);
    const { operator, inputs, domain, outputs } = node;
    this.graph.add(operator, inputs, { domain, outputs, attributes: Object.fromEntries(node.attributes) });
  }

  /** The nodes so far, and their weights. */
  build(): OnnxGraph {
    return this.graph.buildOutermost();
  }

  /** Adds a node and returns the name of its output. */
  add(
    operator: string,
    inputs: readonly string[],
    options: Pick<NonNullable<Parameters<GraphBuilder['add']>[2]>, 'attributes'> = {},
  ): string {
    return this.graph.add(operator, inputs, {
      ...options,
      outputs: [this.graph.fresh(`parley:rows:${operator.toLowerCase()}`)],
    });
  }

  /** Whole numbers, for shapes and axes. */
  list(...values: number[]): string {
    return this.once(`list ${values.join(' ')}`, () =>
      this.graph.weight(
        tensorOf(
          `parley:list:${values.join(' ')}`,
          'int64',
          [values.length],
          BigInt64Array.from(values, BigInt),
        ),
      ),
    );
  }

  float(value: number): string {
    return this.once(`float ${value}`, () =>
      this.graph.weight(tensorOf(`parley:float:${value}`, 'float32', [], Float32Array.of(value))),
    );
  }

  /** Row numbers, made once under each name. */
  indices(name: string, dims: readonly number[], make: () => Int32Array): string {
    return this.once(`indices ${name}`, () =>
      this.graph.weight(tensorOf(`parley:indices:${name}`, 'int32', dims, make())),
    );
  }

  /** A small matrix, made once under each name; `dims` where it is to have other dimensions than rows and columns. */
  matrix(
    name: string,
    rows: readonly (readonly number[])[],
    dims: readonly number[] = [rows.length, rows[0]?.length ?? 0],
  ): string {
    return this.once(`matrix ${name}`, () =>
      this.graph.weight(tensorOf(`parley:matrix:${name}`, 'float32', dims, Float32Array.from(rows.flat()))),
    );
  }

  /** What was made before under this name, or is made now. */
  once(name: string, make: () => string): string {
    const before = this.made.get(name);
    if (before !== undefined) return before;
    const value = make();
    this.made.set(name, value);
    return value;
  }

  private shapeOrThrow(value: string): FeatureShape {
    const shape = this.shape(value);
    if (!shape) throw new Error(`The size of ${value} is not known.`);
    return shape;
  }
}
