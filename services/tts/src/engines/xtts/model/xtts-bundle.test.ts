import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FixtureBundle } from '../testing/fixture-bundle.js';
import { openXttsModel } from '../xtts-model.js';
import { missingBundleFile, speakerNames } from './bundle-folder.js';
import { readBundle } from './xtts-bundle.js';

function copy(): string {
  const fixture = new FixtureBundle();
  onTestFinished(() => fixture.remove());
  return fixture.directory();
}

const change = (file: string, from: string, to: string) =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

test('a whole bundle is read, with its speakers', async () => {
  const directory = copy();
  expect(missingBundleFile(directory)).toBeUndefined();
  const { dimensions, speakers, conditioning } = readBundle(directory);
  expect(dimensions).toMatchObject({ layers: 3, width: 64, heads: 4, audioTokens: 1026 });
  expect([...speakers.keys()]).toEqual(speakerNames(directory));
  expect(conditioning).toMatchObject({ maximumSeconds: 30, chunkSeconds: 4 });
  for (const { gptConditioning, speakerEmbedding } of speakers.values()) {
    expect([gptConditioning.length, speakerEmbedding.length]).toEqual([32 * 64, 512]);
    expect(speakerEmbedding.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 4);
  }
});

test('what the public bundle lacks may be absent: speakers, manifest, the second vocoder', async () => {
  const directory = copy();
  for (const name of [
    'speakers.bin',
    'speakers.json',
    'parley-manifest.json',
    'hifigan_frames.onnx',
    'gpt_model.onnx',
  ])
    rmSync(join(directory, name));
  const { speakers, graphs } = readBundle(directory);
  expect(speakers.size).toBe(0);
  expect(graphs).toMatchObject({ frames: undefined, gpt: [{ dtype: 'int8' }] });
  expect(missingBundleFile(directory)).toBeUndefined();
});

test.each([
  'metadata.json',
  'vocab.json',
  'mel_stats.npy',
  'embeddings/mel_embedding.npy',
  'speaker_encoder.onnx',
])('a bundle without %s is refused by its name', async (name) => {
  const directory = copy();
  rmSync(join(directory, name));
  expect(missingBundleFile(directory)).toBe(name);
  const opened = openXttsModel(directory, { device: 'cpu', threads: 1 });
  await expect(opened).rejects.toMatchObject({
    code: 'model_files_missing',
    message: expect.stringContaining(name),
  });
});

const damage: [name: string, what: (directory: string) => void][] = [
  ['metadata.json', (directory) => truncateSync(join(directory, 'metadata.json'), 60)],
  [
    'metadata.json',
    (directory) => change(join(directory, 'metadata.json'), '"num_heads": 4', '"num_heads": 5'),
  ],
  ['mel_embedding.npy', (directory) => truncateSync(join(directory, 'embeddings/mel_embedding.npy'), 90_000)],
  ['text_embedding.npy', (directory) => truncateSync(join(directory, 'embeddings/text_embedding.npy'), 5)],
  ['mel_stats.npy', (directory) => change(join(directory, 'mel_stats.npy'), '(80,)', '(79,)')],
  ['mel_embedding.npy', (directory) => change(join(directory, 'metadata.json'), '1026', '1027')],
  ['speakers.bin', (directory) => truncateSync(join(directory, 'speakers.bin'), 11_000)],
  ['speakers.json', (directory) => change(join(directory, 'speakers.json'), '64', '128')],
  ['gpt_model.onnx', (directory) => truncateSync(join(directory, 'gpt_model.onnx'), 300_000)],
  ['gpt_model.onnx', (directory) => change(join(directory, 'metadata.json'), '"n_layer": 3', '"n_layer": 4')],
  ['hifigan_frames.onnx', (directory) => truncateSync(join(directory, 'hifigan_frames.onnx'), 100_000)],
  ['speaker_encoder.onnx', (directory) => truncateSync(join(directory, 'speaker_encoder.onnx'), 100_000)],
];

test.each(damage)('a damaged or mismatched %s is refused (%#)', async (name, spoil) => {
  const directory = copy();
  // Without a manifest, so that each file speaks for itself.
  rmSync(join(directory, 'parley-manifest.json'));
  rmSync(join(directory, 'gpt_model_int8.onnx'));
  spoil(directory);
  const opened = openXttsModel(directory, { device: 'cpu', threads: 1 });
  await expect(opened).rejects.toMatchObject({
    code: 'model_files_invalid',
    message: expect.stringContaining(name),
  });
});
