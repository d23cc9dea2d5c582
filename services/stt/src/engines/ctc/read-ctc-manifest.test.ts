import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nemoFixture } from '@parley/audio/testing/nemo-waveforms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CtcRecognizer } from './ctc-recognizer.js';
import { readCtcManifest } from './read-ctc-manifest.js';

const fixture = (name: string) => fileURLToPath(nemoFixture(name));
const options = { device: 'cpu', threads: 1 } as const;
const nemoForm = {
  type: 'ctc',
  features: { kind: 'nemo-mel', melBins: 80 },
  inputs: { features: 'audio_signal', lengths: 'length' },
  output: { name: 'logprobs', isLogProbability: true },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-ctc-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, content: unknown) => writeFileSync(join(folder, file), JSON.stringify(content));

/** A folder with the network of NeMo's form and this manifest. */
function bring(manifest: unknown): void {
  for (const file of ['model.onnx', 'vocab.txt'])
    copyFileSync(join(fixture('ctc'), file), join(folder, file));
  write('parley-model.json', manifest);
}

describe('readCtcManifest', () => {
  it("tells NeMo's form from config.json", () => {
    expect(readCtcManifest(fixture('ctc'))).toMatchObject({
      ...nemoForm,
      blank: 'last',
      vocabulary: 'vocab.txt',
    });
  });

  it('tells the Hugging Face form, with the padding token for the blank', () => {
    expect(readCtcManifest(fixture('ctc-hugging-face'))).toMatchObject({
      features: { kind: 'nemo-mel', layout: 'frames-first', melBins: 80, subsampling: 8 },
      inputs: { features: 'input_features', mask: 'attention_mask' },
      output: { name: 'logits', isLogProbability: false },
      blank: 159,
      vocabulary: 'tokenizer.json',
    });
  });

  it("tells wav2vec 2.0's form, with the samples of one step", () => {
    expect(readCtcManifest(fixture('wav2vec2'))).toMatchObject({
      features: { kind: 'waveform', normalization: 'zero-mean-unit-variance', subsampling: 320 },
      blank: 0,
      vocabulary: 'vocab.json',
    });
  });

  it('goes by parley-model.json before anything else', () => {
    write('config.json', { model_type: 'nemo-conformer-ctc' });
    write('parley-model.json', { ...nemoForm, name: 'VoxFormer', blank: 0, languages: ['de'] });
    expect(readCtcManifest(folder)).toMatchObject({ name: 'VoxFormer', blank: 0, languages: ['de'] });
  });

  it.each([
    [{ ...nemoForm, features: { kind: 'fbank' } }, /parley-model\.json[^]*features/],
    [{ ...nemoForm, blank: 'first' }, /blank/],
    [{ type: 'whisper' }, /type/],
  ])('refuses %j', (manifest, message) => {
    write('parley-model.json', manifest);
    expect(() => readCtcManifest(folder)).toThrow(message);
  });

  it('reads what the README shows', () => {
    const text = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
    const [, example = ''] = /```json\n([^]*?)```/.exec(text) ?? [];
    write('parley-model.json', JSON.parse(example));
    expect(readCtcManifest(folder)).toMatchObject({ ...JSON.parse(example), maxAudioMs: 30_000 });
  });

  it('says what to write where nothing tells', () => {
    expect(() => readCtcManifest(folder)).toThrow(/Describe it in parley-model\.json/);
    write('config.json', { model_type: 'llama' });
    expect(() => readCtcManifest(folder)).toThrow(/Describe it in parley-model\.json/);
  });
});

describe('CtcRecognizer.open', () => {
  it('takes a model described by hand, and searches with a beam', async () => {
    bring({ ...nemoForm, decoding: { method: 'prefix-beam', width: 8 } });
    const recognizer = await CtcRecognizer.open(folder, options);
    const audio = Float32Array.from({ length: 16_000 }, (_, index) => Math.sin(index ** 1.3 / 50) / 4);
    const [tokens = []] = await recognizer.decode([audio]);
    expect(tokens.length).toBeGreaterThan(2);
    tokens.forEach(({ startStep, endStep }, index) => {
      expect(startStep).toBeGreaterThanOrEqual(tokens[index - 1]?.endStep ?? 0);
      expect(endStep).toBeGreaterThan(startStep);
    });
    await recognizer.release();
  });

  it.each([
    [
      'an input that it is not told of',
      { ...nemoForm, inputs: { features: 'audio_signal' } },
      /model\.onnx.*"length"/,
    ],
    ['no such input', { ...nemoForm, inputs: { features: 'speech' } }, /model\.onnx has no input "speech"/],
    ['no such output', { ...nemoForm, output: { name: 'x', isLogProbability: true } }, /no output "x"/],
    ['no such graph', { ...nemoForm, graph: 'voxformer' }, /no voxformer\.onnx/],
    ['no such vocabulary', { ...nemoForm, vocabulary: 'pieces.model' }, /pieces\.model is not in/],
  ])('says so where the graph has %s', async (_what, manifest, message) => {
    bring(manifest);
    await expect(CtcRecognizer.open(folder, options)).rejects.toThrow(message);
  });

  it('says which file is damaged', async () => {
    bring(nemoForm);
    writeFileSync(join(folder, 'model.onnx'), 'not a graph');
    await expect(CtcRecognizer.open(folder, options)).rejects.toMatchObject({
      code: 'model_files_invalid',
      message: expect.stringContaining('model.onnx'),
    });
  });
});
