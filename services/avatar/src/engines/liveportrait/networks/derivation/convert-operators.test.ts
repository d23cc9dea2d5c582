import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GraphBuilder, type OnnxModel, readModel, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession, Tensor } from '@parley/inference/sessions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { convertOperators } from './convert-operators.js';

const fixtures = fileURLToPath(new URL('../../../../../../../tests/fixtures/liveportrait/', import.meta.url));
const sampling = `${fixtures}grid-sample/`;

async function run(model: OnnxModel, feeds: Readonly<Record<string, Tensor>>): Promise<Float32Array> {
  const session = await OnnxSession.open('test.onnx', { threads: 1 }, writeModel(model));
  try {
    const results = await session.run(feeds);
    return Float32Array.from(
      Object.values(results).flatMap(({ data }) => (data instanceof Float32Array ? [...data] : [])),
    );
  } finally {
    await session.release();
  }
}

function mostApart(found: Float32Array, wanted: Float32Array): number {
  expect(found).toHaveLength(wanted.length);
  return found.reduce((most, value, index) => Math.max(most, Math.abs(value - (wanted[index] ?? 0))), 0);
}

const dims = z.array(z.number());
const cases = z
  .array(z.object({ name: z.string(), volume: dims, grid: dims, sampled: dims }))
  .parse(JSON.parse(readFileSync(`${sampling}cases.json`, 'utf8')));

describe.each(cases)("sampling a volume, against PyTorch's grid_sample: $name", ({ name, volume, grid }) => {
  const numbers = (part: string) => {
    const bytes = readFileSync(`${sampling}${name}.${part}.bin`);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  const graph = (opset: number) => readModel(readFileSync(`${sampling}${name}.opset${opset}.onnx`));
  const sample = (model: OnnxModel) => {
    const [first, second] = model.graph.inputs;
    return run(model, {
      [first?.name ?? '']: new Tensor(numbers('volume'), volume),
      [second?.name ?? '']: new Tensor(numbers('grid'), grid),
    });
  };

  it.each([16, 20, 22])('in operator set %i', async (opset) => {
    expect(mostApart(await sample(graph(opset)), numbers('sampled'))).toBeLessThanOrEqual(1e-5);
  });

  it('converted for CUDA', async () => {
    const converted = convertOperators(graph(16));
    expect(converted).toMatchObject({ irVersion: 9, operatorSets: [{ domain: '', version: 20 }] });
    expect(converted.graph.nodes.map(({ attributes }) => attributes.get('mode'))).toEqual([
      { type: 'string', value: 'linear' },
    ]);
    expect(mostApart(await sample(converted), numbers('sampled'))).toBeLessThanOrEqual(1e-5);
  });
});

/** A model of one input [2, 3, 4] and of what `build` makes of it. */
function modelOf(opset: number, build: (graph: GraphBuilder, input: string) => string[]): OnnxModel {
  const graph = GraphBuilder.create('test');
  const outputs = build(graph, graph.input('input', 'float32', [2, 3, 4]));
  for (const name of outputs) graph.output(name, 'float32');
  return {
    irVersion: 7,
    operatorSets: [{ domain: '', version: opset }],
    graph: graph.buildOutermost(),
    unknownFields: [],
  };
}

const values = Float32Array.from({ length: 24 }, (_, index) => Math.sin(index * 1.7));
const feeds = { input: new Tensor(values, [2, 3, 4]) };
const one =
  (operator: string, attributes: Readonly<Record<string, number | string | readonly number[]>>) =>
  (graph: GraphBuilder, input: string) => [graph.add(operator, [input], { attributes })];

describe('operators of older sets', () => {
  it.each([
    ['ReduceMean', 16, one('ReduceMean', { axes: [1, -1], keepdims: 0 })],
    ['ReduceMean over all', 16, one('ReduceMean', { keepdims: 1 })],
    ['ReduceMax', 13, one('ReduceMax', { axes: [2] })],
    ['ReduceL2', 17, one('ReduceL2', { axes: [0], keepdims: 0 })],
    ['ReduceSum', 12, one('ReduceSum', { axes: [1], keepdims: 0 })],
    [
      'Unsqueeze and Squeeze',
      11,
      (graph: GraphBuilder, input: string) => {
        const wide = graph.add('Unsqueeze', [input], { attributes: { axes: [0, 2] } });
        return [graph.add('Squeeze', [wide], { attributes: { axes: [0] } })];
      },
    ],
    [
      'Split by sizes',
      11,
      (graph: GraphBuilder, input: string) => {
        const outputs = ['a', 'b'];
        graph.add('Split', [input], { attributes: { axis: 2, split: [1, 3] }, outputs });
        return outputs;
      },
    ],
    [
      'Split into equal parts',
      13,
      (graph: GraphBuilder, input: string) => {
        const outputs = ['a', 'b', 'c'];
        graph.add('Split', [input], { attributes: { axis: 1 }, outputs });
        return outputs;
      },
    ],
    ['Softmax over what follows an axis', 11, one('Softmax', { axis: 1 })],
    ['Softmax by its old axis', 12, one('Softmax', {})],
    ['Softmax over the last axis', 12, one('Softmax', { axis: -1 })],
    ['Dropout', 11, one('Dropout', {})],
  ])('%s of set %i mean the same in set 20', async (_, opset, build) => {
    const model = modelOf(opset, build);
    const converted = convertOperators(model);
    expect(converted.operatorSets).toEqual([{ domain: '', version: 20 }]);
    expect(mostApart(await run(converted, feeds), await run(model, feeds))).toBeLessThanOrEqual(1e-6);
  });

  it('are converted inside of branches as well', async () => {
    const model = modelOf(13, (graph, input) => {
      const branch = (name: string, axes: number[]) => {
        const inner = graph.inner(name);
        const output = inner.add('ReduceMean', [input], { attributes: { axes, keepdims: 0 } });
        inner.output(output, 'float32');
        return { type: 'graph' as const, value: inner.build() };
      };
      const yes = graph.constant('bool', [], Uint8Array.of(1));
      const attributes = { then_branch: branch('then', [0]), else_branch: branch('else', [1]) };
      return [graph.add('If', [yes], { attributes })];
    });
    expect(mostApart(await run(convertOperators(model), feeds), await run(model, feeds))).toBe(0);
  });

  it('are left alone in set 20 and newer', () => {
    const model = modelOf(21, one('Relu', {}));
    expect(convertOperators(model)).toBe(model);
  });

  it.each([
    ['a set that is too old', modelOf(9, one('Relu', {})), /operator set 9/],
    [
      'a mask of Dropout',
      modelOf(11, (graph, input) => {
        graph.add('Dropout', [input], { outputs: ['kept', 'mask'] });
        return ['kept'];
      }),
      /its mask is used/,
    ],
    [
      'coordinates that no longer exist',
      modelOf(11, (graph, input) => [
        graph.add(
          'Resize',
          [input, graph.float(0), graph.constant('float32', [3], Float32Array.of(1, 1, 2))],
          {
            attributes: { mode: 'nearest', coordinate_transformation_mode: 'tf_half_pixel_for_nn' },
          },
        ),
      ]),
      /Resize .* cannot be converted/,
    ],
    [
      'functions of its own',
      { ...modelOf(16, one('Relu', {})), unknownFields: [Uint8Array.of(0xca, 1, 0)] },
      /functions/,
    ],
  ])('are refused where they cannot be converted: %s', (_, model, message) => {
    expect(() => convertOperators(model)).toThrow(message);
  });
});

it('converts a generator of LivePortrait, and it draws the same', async () => {
  const file = `${fixtures}networks/fasterliveportrait/warping_spade.onnx`;
  const model = readModel(readFileSync(file));
  const converted = convertOperators(model);
  expect(converted.graph.nodes.filter(({ operator }) => operator === 'GridSample')).toHaveLength(2);
  const numbers = (count: number, scale: number) =>
    Float32Array.from({ length: count }, (_, index) => scale * Math.sin(index * 0.37));
  const points = new Tensor(numbers(63, 0.5), [1, 21, 3]);
  const generatorFeeds = {
    feature_3d: new Tensor(numbers(32 * 16 * 64 * 64, 1), [1, 32, 16, 64, 64]),
    kp_source: points,
    kp_driving: new Tensor(numbers(63, 0.6), [1, 21, 3]),
  };
  const wanted = await run(model, generatorFeeds);
  // onnxruntime fuses other operators in another set; the weights are random, and enlarge what is rounded.
  expect(mostApart(await run(converted, generatorFeeds), wanted)).toBeLessThanOrEqual(5e-4);
});
