import { readFileSync, writeFileSync } from 'node:fs';
import { readModel, writeModel } from '@parley/inference/graph-surgery';
import { expect, onTestFinished, test } from 'vitest';
import { readBundle } from '../model/xtts-bundle.js';
import { FixtureBundle } from '../testing/fixture-bundle.js';
import { openGpt } from './open-gpt.js';

async function openChanged(change: (model: ReturnType<typeof readModel>) => void) {
  const fixture = new FixtureBundle();
  onTestFinished(() => fixture.remove());
  const { graphs, dimensions, melTables } = readBundle(fixture.directory());
  const files = graphs.gpt.filter(({ dtype }) => dtype === 'fp32');
  const [file = { file: '' }] = files;
  const model = readModel(readFileSync(file.file));
  change(model);
  writeFileSync(file.file, writeModel(model));
  const notes: string[] = [];
  const options = { device: 'cpu' as const, threads: 1, onNote: (note: string) => notes.push(note) };
  const opened = await openGpt(files, dimensions, melTables, options);
  await opened.generator.release();
  return { opened, notes };
}

test('a GPT whose activation is another is not taken for what it is not: its own graph is run, step by step', async () => {
  const { opened, notes } = await openChanged(({ graph }) => {
    const tanh = graph.nodes.find(({ operator }) => operator === 'Tanh');
    if (tanh) tanh.operator = 'Erf';
  });
  expect(opened.generatesInGraph).toBe(false);
  expect(notes).toEqual([expect.stringMatching(/token by token.*no GPT-2 of 3 layers/)]);
});

test('a graph that is built alike but computes something else is found out', async () => {
  const { opened, notes } = await openChanged(({ graph }) => {
    const softmax = graph.nodes.find(({ operator }) => operator === 'Softmax');
    if (softmax) softmax.operator = 'Sigmoid';
    softmax?.attributes.clear();
  });
  expect(opened.generatesInGraph).toBe(false);
  expect(notes).toEqual([expect.stringMatching(/computes something else/)]);
});

test('a graph as it should be is derived, and its derivation is kept', async () => {
  const { opened, notes } = await openChanged(() => undefined);
  expect(opened.generatesInGraph).toBe(true);
  expect(notes).toEqual([]);
});
