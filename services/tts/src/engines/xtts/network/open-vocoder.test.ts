import { readFileSync, writeFileSync } from 'node:fs';
import { type OnnxNode, readModel, writeModel } from '@parley/inference/graph-surgery';
import { expect, onTestFinished, test } from 'vitest';
import { readBundle } from '../model/xtts-bundle.js';
import { FixtureBundle } from '../testing/fixture-bundle.js';
import { openVocoder } from './open-vocoder.js';

/** What a bundle's vocoder makes of the same frames after its file was changed. */
async function vocodeChanged(change: (model: ReturnType<typeof readModel>) => void): Promise<Float32Array> {
  const fixture = new FixtureBundle();
  onTestFinished(() => fixture.remove());
  const { graphs, dimensions } = readBundle(fixture.directory());
  const file = graphs.frames ?? graphs.vocoder;
  const model = readModel(readFileSync(file));
  change(model);
  writeFileSync(file, writeModel(model));
  const vocoder = await openVocoder({ graphs, dimensions }, { device: 'cpu', threads: 1 });
  const frames = Float32Array.from({ length: 30 * dimensions.width }, (_, index) => Math.sin(index * index));
  const samples = await vocoder.vocode({ frames, first: 0, end: 30 }, new Float32Array(512).fill(0.05));
  await vocoder.release();
  return samples;
}

const identity = (from: string, to: string): OnnxNode => ({
  name: `${to} of ${from}`,
  operator: 'Identity',
  domain: '',
  inputs: [from],
  outputs: [to],
  attributes: new Map(),
  unknownFields: [],
});

test('kernels that are computed, as of weight normalisation, are taken as those that are stored', async () => {
  const stored = await vocodeChanged(() => undefined);
  const computed = await vocodeChanged(({ graph }) => {
    const convolutions = new Set(graph.nodes.filter(({ operator }) => operator.startsWith('Conv')));
    graph.nodes = graph.nodes.flatMap((node) => {
      const [input = '', kernel = '', ...bias] = node.inputs;
      if (!convolutions.has(node)) return [node];
      const made = `${node.name} kernel`;
      return [identity(kernel, made), { ...node, inputs: [input, made, ...bias] }];
    });
  });
  expect(stored.length).toBe(30 * 256);
  expect(computed).toEqual(stored);
});

test('what is no HiFi-GAN of XTTS is refused', async () => {
  const changed = vocodeChanged(({ graph }) => {
    const first = graph.nodes.find(({ operator }) => operator === 'ConvTranspose');
    first?.attributes.set('strides', { type: 'ints', value: [4n] });
  });
  await expect(changed).rejects.toMatchObject({
    code: 'model_files_invalid',
    message: expect.stringContaining('raises its rate by 4, 8, 2, 2'),
  });
});
