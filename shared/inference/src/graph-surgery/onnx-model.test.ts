import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, expect, test } from 'vitest';
import { GraphBuilder } from './graph-builder.js';
import { ModelSource } from './model-source.js';
import { readModel, writeModel } from './onnx-model.js';
import type { OnnxGraph, OnnxModel } from './onnx-types.js';
import { tensorOf } from './tensors.js';

const folder = mkdtempSync(join(tmpdir(), 'graph-surgery-'));
afterAll(() => rmSync(folder, { recursive: true }));
const whisper = fileURLToPath(
  new URL(
    '../../../../tests/fixtures/whisper/tiny-random/onnx/decoder_model_merged_quantized.onnx',
    import.meta.url,
  ),
);

const modelOf = (graph: OnnxGraph): OnnxModel => ({
  irVersion: 9,
  operatorSets: [{ domain: '', version: 18 }],
  graph,
  unknownFields: [],
});

/** y = x * weight, with a weight long enough to be left in its file. */
function product(): OnnxModel {
  const graph = GraphBuilder.create('product');
  const weight = tensorOf(
    'weight',
    'float32',
    [16, 32],
    Float32Array.from({ length: 512 }, (_, index) => index),
  );
  const input = graph.input('x', 'float32', ['rows', 16]);
  graph.add('MatMul', [input, graph.weight(weight)], { outputs: ['y'] });
  graph.output('y', 'float32', ['rows', 32]);
  return modelOf(graph.buildOutermost());
}

async function firstOutput(session: InferenceSession): Promise<number> {
  const { y } = await session.run({ x: new Tensor(new Float32Array(16).fill(1), [1, 16]) });
  return y?.data instanceof Float32Array ? (y.data[0] ?? Number.NaN) : Number.NaN;
}

test('a public export with branches survives reading and writing', () => {
  const bytes = new Uint8Array(readFileSync(whisper));
  const model = readModel(bytes);
  const written = writeModel(model);
  expect(isDeepStrictEqual(readModel(written), model)).toBe(true);
  // Numbers in typed fields are written as bytes, and empty texts are left out: nothing else changes the length.
  expect(Math.abs(written.length - bytes.length) / bytes.length).toBeLessThan(1e-3);
  expect(model.graph.nodes.map(({ operator }) => operator)).toContain('If');
});

test('what is not known here is written back as it was', () => {
  const known = writeModel(product());
  // Field 2 of ModelProto, producer_name, and field 99, that does not exist.
  const unknown = Uint8Array.of(0x12, 3, 97, 98, 99, 0x9a, 0x06, 1, 7);
  const again = writeModel(readModel(Buffer.concat([known, unknown])));
  expect(Buffer.from(again).includes(Buffer.from(unknown))).toBe(true);
  expect(readModel(again).graph).toEqual(product().graph);
});

test('what was built runs, whole or with its weights left in the file', async () => {
  const file = join(folder, 'product.onnx');
  writeFileSync(file, writeModel(product()));
  const expected = Array.from({ length: 16 }, (_, row) => row * 32).reduce((a, b) => a + b);
  const whole = await InferenceSession.create(file);
  expect(await firstOutput(whole)).toBe(expected);
  await whole.release();

  const source = ModelSource.open(file);
  const { graph } = source.model;
  const initializers = graph.initializers.map((tensor) => source.refer(tensor));
  expect(initializers.map(({ data }) => data.place)).toEqual(['file']);
  expect(initializers.map((tensor) => source.bytesOf(tensor).length)).toEqual([2048]);
  const derived = writeModel({ ...source.model, graph: { ...graph, initializers } });
  expect(derived.length).toBeLessThan(300);
  const referring = await InferenceSession.create(derived, {
    extra: { 'session.model_external_initializers_file_folder_path': ModelSource.folderOf(file) },
  });
  expect(await firstOutput(referring)).toBe(expected);
  await referring.release();
});

test('bytes that are no model are refused', () => {
  expect(() => readModel(new Uint8Array())).toThrow('hold no graph');
  expect(() => readModel(new TextEncoder().encode('<!doctype html>'))).toThrow();
});
