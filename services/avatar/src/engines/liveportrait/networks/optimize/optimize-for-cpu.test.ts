import {
  readModel,
  writeModel,
  GraphBuilder,
  type OnnxModel,
  tensorOf,
} from '@parley/inference/graph-surgery';
import { OnnxSession, Tensor } from '@parley/inference/sessions';

import { describe, expect, it } from 'vitest';
import { optimizeForCpu } from './optimize-for-cpu.js';

/** Numbers between -1 and 1, always the same. */
function noise(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  });
}

class Drawing {
  readonly graph = GraphBuilder.create('drawing');
  private seed = 1;

  constructor(private readonly inputDims: readonly number[]) {
    this.graph.input('x', 'float32', inputDims);
  }

  weight(...dims: number[]): string {
    this.seed += 1;
    const count = dims.reduce((product, size) => product * size, 1);
    const fan = Math.sqrt(count / (dims[0] ?? 1));
    const values = noise(count, this.seed).map((value) => value / fan);
    return this.graph.weight(tensorOf(`weight ${this.seed}`, 'float32', dims, values));
  }

  convolve(input: string, outputs: number, inputs: number, kernel: readonly number[], bias = true): string {
    const weights = [this.weight(outputs, inputs, ...kernel), ...(bias ? [this.weight(outputs)] : [])];
    const padding = kernel.map((taps) => (taps - 1) / 2);
    return this.graph.add('Conv', [input, ...weights], {
      attributes: { kernel_shape: [...kernel], pads: [...padding, ...padding] },
    });
  }

  enlarge(input: string, factors: readonly number[]): string {
    const scales = this.graph.constant('float32', [factors.length], Float32Array.from(factors));
    return this.graph.add('Resize', [input, '', scales], {
      attributes: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
    });
  }

  /** Both forms' outputs of the same input, and how many nodes of each kind the optimised one has. */
  async compare(output: string, bandBytes?: number) {
    this.graph.add('Identity', [output], { outputs: ['y'] });
    this.graph.output('y', 'float32');
    const model: OnnxModel = {
      irVersion: 9,
      operatorSets: [{ domain: '', version: 17 }],
      graph: this.graph.buildOutermost(),
      unknownFields: [],
    };
    const optimized = readModel(writeModel(optimizeForCpu(model, bandBytes)));
    const input = noise(
      this.inputDims.reduce((product, size) => product * size, 1),
      99,
    );
    const [expected, actual] = [
      await run(model, input, this.inputDims),
      await run(optimized, input, this.inputDims),
    ];
    expect(actual.dims).toEqual(expected.dims);
    const error = Math.max(
      ...expected.data.map((value, index) => Math.abs(value - (actual.data[index] ?? 0))),
    );
    const largest = Math.max(...expected.data.map(Math.abs));
    const count = (operator: string) =>
      optimized.graph.nodes.filter((node) => node.operator === operator).length;
    return {
      error: error / largest,
      count,
      unchanged: optimized.graph.nodes.length === model.graph.nodes.length,
    };
  }
}

async function run(model: OnnxModel, input: Float32Array, dims: readonly number[]) {
  const session = await OnnxSession.open('drawing', { threads: 1 }, writeModel(model));
  const { y } = await session.run({ x: new Tensor('float32', input, dims) });
  await session.release();
  if (!(y?.data instanceof Float32Array)) throw new Error('The graph gives no float32.');
  return { data: [...y.data], dims: y.dims };
}

describe('convolutions in another form', () => {
  it.each([
    ['3 x 3', [1, 16, 12, 20], [3, 3]],
    ['3 x 3 on sizes that tiles do not divide', [1, 16, 7, 9], [3, 3]],
    ['3 x 3 on the smallest', [1, 16, 2, 2], [3, 3]],
    ['7 x 7', [1, 16, 12, 20], [7, 7]],
    ['7 x 7 on sizes that tiles do not divide', [1, 16, 9, 10], [7, 7]],
    ['3 x 3 x 3', [1, 16, 8, 12, 8], [3, 3, 3]],
    ['3 x 3 x 3 on sizes that tiles do not divide', [1, 16, 5, 7, 6], [3, 3, 3]],
    ['3 x 3 x 3 on a shallow volume', [1, 16, 2, 4, 4], [3, 3, 3]],
    ['7 x 7 x 7', [1, 16, 8, 12, 8], [7, 7, 7]],
    ['7 x 7 x 7 on sizes that tiles do not divide', [1, 16, 5, 9, 6], [7, 7, 7]],
    ['1 x 3 x 3', [1, 16, 3, 8, 8], [1, 3, 3]],
  ])('%s', async (_name, dims, kernel) => {
    const drawing = new Drawing(dims);
    const { error, count } = await drawing.compare(drawing.convolve('x', 24, 16, kernel));
    expect(count('Conv')).toBe(0);
    expect(error).toBeLessThan(1e-5);
  });

  it.each([
    ['3 x 3', [1, 16, 15, 9], [3, 3]],
    ['7 x 7 x 7', [1, 16, 5, 14, 6], [7, 7, 7]],
  ])('%s in bands', async (_name, dims, kernel) => {
    const drawing = new Drawing(dims);
    const { error, count } = await drawing.compare(drawing.convolve('x', 24, 16, kernel), 50_000);
    expect(count('Concat')).toBe(1);
    expect(error).toBeLessThan(1e-5);
  });

  it('with a single output channel', async () => {
    const drawing = new Drawing([1, 32, 9, 11]);
    const { error, count } = await drawing.compare(drawing.convolve('x', 1, 32, [7, 7], false));
    expect(count('Conv')).toBe(0);
    expect(error).toBeLessThan(1e-5);
  });

  it.each([
    ['twice, of a picture', [1, 16, 5, 6], [1, 1, 2, 2], [3, 3]],
    ['four times, of a picture', [1, 16, 5, 6], [1, 1, 4, 4], [3, 3]],
    ['twice, of a volume', [1, 16, 4, 3, 5], [1, 1, 1, 2, 2], [3, 3, 3]],
    ['twice, before a kernel that sees further', [1, 16, 6, 6], [1, 1, 2, 2], [7, 7]],
  ])('of what was enlarged %s', async (_name, dims, factors, kernel) => {
    const drawing = new Drawing(dims);
    const first = drawing.convolve('x', 16, 16, kernel);
    const enlarged = drawing.enlarge(first, factors);
    const { error, count } = await drawing.compare(drawing.convolve(enlarged, 16, 16, kernel));
    expect(count('Conv') + count('Resize')).toBe(0);
    expect(error).toBeLessThan(1e-5);
  });

  it('leaves strided, grouped and narrow ones as they are', async () => {
    const drawing = new Drawing([1, 16, 12, 12]);
    const strided = drawing.graph.add('Conv', ['x', drawing.weight(16, 16, 3, 3)], {
      attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
    });
    const grouped = drawing.graph.add('Conv', [strided, drawing.weight(3, 16, 1, 1)], {
      attributes: { kernel_shape: [1, 1] },
    });
    const { error, unchanged } = await drawing.compare(drawing.convolve(grouped, 8, 3, [3, 3]));
    expect(unchanged).toBe(true);
    expect(error).toBe(0);
  });
});

describe('what lies between convolutions', () => {
  it('follows: norms, activations, pools, joined channels, shortcuts', async () => {
    const drawing = new Drawing([1, 16, 4, 8, 8]);
    const { graph } = drawing;
    const start = drawing.convolve('x', 16, 16, [3, 3, 3]);
    const positive = graph.add('Mul', [drawing.weight(16), drawing.weight(16)]);
    const variance = graph.add('Exp', [positive]);
    const batch = graph.add('BatchNormalization', [
      start,
      drawing.weight(16),
      drawing.weight(16),
      drawing.weight(16),
      variance,
    ]);
    const rectified = graph.add('Relu', [batch]);
    const instance = graph.add('InstanceNormalization', [start, drawing.weight(16), drawing.weight(16)], {
      attributes: { epsilon: 1e-3 },
    });
    const leaking = graph.add('LeakyRelu', [instance], { attributes: { alpha: 0.2 } });
    const joined = graph.add('Concat', [rectified, leaking, 'x'], { attributes: { axis: 1 } });
    const pooled = graph.add('AveragePool', [joined], {
      attributes: { kernel_shape: [1, 2, 2], strides: [1, 2, 2] },
    });
    const second = drawing.convolve(pooled, 32, 48, [3, 3, 3]);
    const gated = graph.add('Mul', [
      second,
      graph.add('Sigmoid', [drawing.convolve(second, 1, 32, [1, 1, 1])]),
    ]);
    const shifted = graph.add('Add', [gated, graph.float(1)]);
    const { error, count } = await drawing.compare(
      graph.add('Softmax', [shifted], { attributes: { axis: 1 } }),
    );
    expect(count('Conv') + count('InstanceNormalization') + count('AveragePool')).toBe(0);
    expect(error).toBeLessThan(1e-5);
  });

  it('knows what is broadcast along which axis', async () => {
    const drawing = new Drawing([1, 16, 8, 16]);
    const { graph } = drawing;
    let value = drawing.convolve('x', 16, 16, [3, 3]);
    for (const dims of [[16], [16, 1, 1], [1, 16, 1, 1], [1, 1, 8, 16], [8, 1], [1]]) {
      value = graph.add('Mul', [value, graph.add('Add', [drawing.weight(...dims), graph.float(1)])]);
    }
    const { error } = await drawing.compare(value);
    expect(error).toBeLessThan(1e-5);
  });

  it('goes back to planes where an operator is not known', async () => {
    const drawing = new Drawing([1, 16, 8, 8]);
    const { graph } = drawing;
    const start = drawing.convolve('x', 16, 16, [3, 3]);
    const shuffled = graph.add('DepthToSpace', [start], { attributes: { blocksize: 2 } });
    const other = graph.add('Reshape', [start, graph.list(1, 4, 16, 16)]);
    const { error } = await drawing.compare(graph.add('Add', [shuffled, other]));
    expect(error).toBeLessThan(1e-5);
  });

  it('leaves a graph of unknown sizes as it is', () => {
    const graph = GraphBuilder.create('open');
    graph.input('x', 'float32', [1, 16, 'height', 'width']);
    const weight = graph.weight(tensorOf('w', 'float32', [16, 16, 3, 3], noise(2304, 1)));
    graph.add('Conv', ['x', weight], { attributes: { pads: [1, 1, 1, 1] }, outputs: ['y'] });
    graph.output('y', 'float32');
    const model = {
      irVersion: 9,
      operatorSets: [{ domain: '', version: 17 }],
      graph: graph.buildOutermost(),
      unknownFields: [],
    };
    expect(optimizeForCpu(model).graph.nodes.map(({ operator }) => operator)).toEqual(['Conv']);
  });
});
