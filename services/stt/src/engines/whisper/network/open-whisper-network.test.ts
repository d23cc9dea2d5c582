import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { afterAll, expect, test } from 'vitest';
import { EncodedTensor } from './encoded-windows.js';
import { floatsOf } from './tensor-rows.js';
import { distance, encodeNoise, FixtureNetworks } from './testing/fixture-networks.js';

const networks = new FixtureNetworks();
afterAll(() => networks.remove());
const never = new AbortController().signal;
const prompt = [50258, 50259, 50359, 50364];

test.each([
  ['fp32', 1e-5],
  ['q8', 0.05],
] as const)('the fused encoder gives the numbers of the export, %s', async (dtype, tolerance) => {
  const fused = await networks.open('tiny-random', { dtype });
  const exported = await networks.open('tiny-random', { dtype, stepwise: true });
  expect(fused.notes).toEqual([]);
  const [a, b] = await Promise.all([fused, exported].map(({ network }) => encodeNoise(network, 7, 2)));
  const hidden = [a, b].map((windows) =>
    windows ? floatsOf(EncodedTensor.of(windows).hidden) : new Float32Array(),
  );
  expect(distance(hidden[0] ?? new Float32Array(), hidden[1] ?? new Float32Array())).toBeLessThan(tolerance);
  await fused.network.release();
  await exported.network.release();
});

test.each([false, true])(
  'steps follow the prompt, rows are dropped and repeated (the export itself: %s)',
  async (stepwise) => {
    const { network } = await networks.open('tiny-random', { dtype: 'fp32', stepwise });
    const { vocabularySize } = network.dimensions;
    const windows = await encodeNoise(network, 3, 3);
    const texts = [
      [11, 222, 3333],
      [44, 55, 666],
      [7, 8, 9],
    ];
    const whole = await network.decode(
      windows,
      texts.map((text) => [...prompt, ...text]),
      never,
    );
    const decoder = await network.decode(windows, [prompt, prompt, prompt], never);
    decoder.reorder([2, 0, 2]);
    const order = [2, 0, 2];
    for (let position = 0; position < 3; position++) {
      const logits = await decoder.step(order.map((row) => texts[row]?.[position] ?? 0));
      order.forEach((row, index) => {
        const start = (row * 7 + prompt.length + position) * vocabularySize;
        const expected = whole.promptLogits.subarray(start, start + vocabularySize);
        const found = logits.subarray(index * vocabularySize, (index + 1) * vocabularySize);
        expect(distance(found, expected)).toBeLessThan(1e-4);
      });
    }
    await network.release();
  },
);

test('derived graphs are kept beside the files, and used again', async () => {
  const onnx = join(networks.directory('tiny-random'), 'onnx');
  const kept = () => readdirSync(onnx).filter((name) => name.endsWith('.parley'));
  await (await networks.open('tiny-random', { dtype: 'fp32' })).network.release();
  const before = kept();
  await (await networks.open('tiny-random', { dtype: 'fp32' })).network.release();
  expect(kept()).toEqual(before);
  expect(before.filter((name) => name.includes('decoder_model_merged.'))).toHaveLength(2);
});

test('where a graph does not load, the next format is taken, and that is said', async () => {
  const directory = networks.directory('tiny-random-large-v3');
  writeFileSync(join(directory, 'onnx/decoder_model_merged_quantized.onnx'), 'cut short');
  const { network, notes } = await networks.open('tiny-random-large-v3', {});
  expect(network.dtype).toBe('fp32');
  expect(notes.join()).toMatch(/decoder_model_merged_quantized.onnx cannot be loaded.*Trying fp32 instead/);
  await network.release();
});

test('a model of another family is refused, by what it looks like', async () => {
  const directory = networks.directory('tiny-random.en');
  copyFileSync(join(directory, 'onnx/decoder_model_merged.onnx'), join(directory, 'onnx/encoder_model.onnx'));
  const refused = networks.open('tiny-random.en', {});
  await expect(refused).rejects.toThrow(/encoder_model.onnx is no Whisper graph.*looks like/);
  await expect(refused).rejects.toBeInstanceOf(ParleyError);
  rmSync(join(directory, 'onnx'), { recursive: true });
  await expect(networks.open('tiny-random.en', {})).rejects.toMatchObject({ code: 'model_files_missing' });
});

test('a configuration of another size is refused', async () => {
  const directory = networks.directory('tiny-random_timestamped');
  copyFileSync(
    join(networks.directory('tiny-random'), 'onnx/encoder_model.onnx'),
    join(directory, 'onnx/encoder_model.onnx'),
  );
  writeFileSync(join(directory, 'config.json'), JSON.stringify({ model_type: 'whisper', decoder_layers: 4 }));
  await expect(networks.open('tiny-random_timestamped', {})).rejects.toThrow(
    'decoder_model_merged.onnx has 2 decoder layers, config.json says 4',
  );
});
