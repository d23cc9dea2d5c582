import { GraphBuilder, type OnnxModel } from '@parley/inference/graph-surgery';

/** A graph being built for one of ONNX's operator sets, with the few operators that are written otherwise in each. */
export class VersionedGraph {
  readonly builder: GraphBuilder;

  constructor(
    name: string,
    readonly operatorSet: number,
  ) {
    this.builder = GraphBuilder.create(name);
  }

  add(...[operator, inputs, options]: Parameters<GraphBuilder['add']>): string {
    return this.builder.add(operator, inputs, options);
  }

  floats(dims: readonly number[], values: Float32Array): string {
    return this.builder.constant('float32', dims, values);
  }

  reshape(value: string, ...dims: number[]): string {
    return this.add('Reshape', [value, this.builder.list(...dims)]);
  }

  slice(value: string, axis: number, start: number, end: number): string {
    const { builder } = this;
    return this.add('Slice', [value, builder.list(start), builder.list(end), builder.list(axis)]);
  }

  /** Axes are an attribute before operator set 18. */
  mean(value: string, axis: number): string {
    return this.operatorSet < 18
      ? this.add('ReduceMean', [value], { attributes: { axes: [axis], keepdims: 0 } })
      : this.add('ReduceMean', [value, this.builder.list(axis)], { attributes: { keepdims: 0 } });
  }

  /** Bilinear and linear are the same, by their names before and after operator set 20. */
  sampleVolume(volume: string, grid: string): string {
    return this.add('GridSample', [volume, grid], {
      attributes: {
        mode: this.operatorSet < 20 ? 'bilinear' : 'linear',
        padding_mode: 'border',
        align_corners: 0,
      },
    });
  }

  resize(value: string, ...dims: number[]): string {
    return this.add('Resize', [value, '', '', this.builder.list(...dims)], {
      attributes: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
    });
  }

  model(): OnnxModel {
    return {
      irVersion: this.operatorSet < 20 ? 8 : 9,
      operatorSets: [{ domain: '', version: this.operatorSet }],
      graph: this.builder.buildOutermost(),
      unknownFields: [],
    };
  }
}
