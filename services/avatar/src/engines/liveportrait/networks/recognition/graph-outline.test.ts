import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphBuilder, tensorOf, writeModel } from '@parley/inference/graph-surgery';
import { afterAll, expect, it } from 'vitest';
import { readGraphOutline } from './graph-outline.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-outline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells all of a model but the numbers of its weights', () => {
  const graph = GraphBuilder.create('outline');
  const input = graph.input('input', 'float32', ['batch', 3]);
  const weight = graph.weight(tensorOf('weight', 'float32', [3, 50_000], new Float32Array(150_000)));
  const attributes = { alpha: { float: 0.5 } };
  graph.add('Elu', [graph.add('MatMul', [input, weight])], { attributes, outputs: ['output'] });
  graph.output('output', 'float32', ['batch', 50_000]);
  const file = join(folder, 'model.onnx');
  const model = {
    irVersion: 8,
    operatorSets: [
      { domain: '', version: 17 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: graph.buildOutermost(),
    unknownFields: [],
  };
  writeFileSync(file, writeModel(model));

  const outline = readGraphOutline(file);
  expect(outline).toMatchObject({ irVersion: 8, operatorSets: model.operatorSets });
  expect(outline.graph.inputs).toEqual(model.graph.inputs);
  expect(outline.graph.outputs).toEqual(model.graph.outputs);
  expect(outline.graph.nodes).toEqual(model.graph.nodes);
  const [tensor] = outline.graph.initializers;
  expect(tensor).toMatchObject({ name: 'weight', dims: [3, 50_000], dataType: 1 });
  expect(tensor?.data).toEqual({ place: 'inline', bytes: new Uint8Array() });
});
