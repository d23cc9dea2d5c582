import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeModels } from './describe-models.js';
import { StoreFixture } from './testing/store-fixture.js';

let fixture: StoreFixture;
beforeEach(async () => {
  fixture = await StoreFixture.start();
});
afterEach(() => fixture.stop());

type Files = Record<string, Buffer | string>;

function bring(name: string, files: Files): void {
  for (const [path, contents] of Object.entries(files)) {
    const file = join(fixture.modelsDirectory, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
}

const kokoroRepository = 'onnx-community/Kokoro-82M-v1.0-ONNX-timestamped';
const kokoroFiles = (): Files => ({
  'onnx/model.onnx': randomBytes(9_000),
  'onnx/model_quantized.onnx': randomBytes(3_000),
  'tokenizer.json': '{}',
  'voices/af_heart.bin': randomBytes(2_000),
  'voices/ff_siwis.bin': randomBytes(2_000),
  'voices/jf_alpha.bin': randomBytes(2_000),
});

const xttsRepository = 'pltobing/XTTSv2-Streaming-ONNX';
const xttsFiles = (): Files => ({
  'metadata.json': '{}',
  'vocab.json': '{}',
  'mel_stats.npy': randomBytes(400),
  ...Object.fromEntries(
    ['mel_embedding', 'mel_pos_embedding', 'text_embedding', 'text_pos_embedding'].map((name) => [
      `embeddings/${name}.npy`,
      randomBytes(500),
    ]),
  ),
  'conditioning_encoder.onnx': randomBytes(2_000),
  'speaker_encoder.onnx': randomBytes(2_000),
  'hifigan_vocoder.onnx': randomBytes(2_000),
  'gpt_model_int8.onnx': randomBytes(2_000),
});
const inFolder = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, contents]) => [`xtts_onnx/${path}`, contents]));

describe('Kokoro', () => {
  it('is fetched in the format of the machine, with the voices that can be used', async () => {
    fixture.hub.addRepository(kokoroRepository, kokoroFiles());
    const finding = await fixture.store().pull('kokoro');
    expect(finding).toMatchObject({ model: { name: 'kokoro-82m', family: 'kokoro' }, installed: ['q8'] });
    expect(finding.contents.present).toEqual(
      expect.arrayContaining(['voices/af_heart.bin', 'voices/ff_siwis.bin', 'tokenizer.json']),
    );
    expect(finding.contents.present).not.toContain('voices/jf_alpha.bin');
    expect((await fixture.store().check('kokoro')).every(({ state }) => state === 'right')).toBe(true);
  });

  it('is known by its files in a repository that is not in the catalogue', async () => {
    const repository = 'onnx-community/Kokoro-82M-v1.0-ONNX';
    fixture.hub.addRepository(repository, kokoroFiles());
    expect((await fixture.store().pull(repository)).model).toMatchObject({
      family: 'kokoro',
      service: 'tts',
    });
  });

  it("is taken as thewh1teagle's release has it", async () => {
    bring('kokoro-82m', { 'kokoro-v1.0.int8.onnx': 'graph', 'voices-v1.0.bin': 'voices' });
    bring('my-voice', { 'kokoro-v1.0.onnx': 'graph', 'voices-v1.0.bin': 'voices' });
    expect((await fixture.store().find('kokoro')).installed).toEqual(['int8']);
    expect(await fixture.store().find('my-voice')).toMatchObject({
      model: { family: 'kokoro' },
      installed: ['fp32'],
    });
  });

  it('is no CTC model, and a CTC model is no Kokoro', async () => {
    bring('a', { 'model.onnx': 'graph', 'vocab.txt': 'a' });
    bring('b', { 'model.onnx': 'graph', 'voices/af.bin': 'voice' });
    const families = await Promise.all(['a', 'b'].map((name) => fixture.store().find(name)));
    expect(families.map(({ model }) => model.family)).toEqual(['ctc', 'kokoro']);
  });
});

describe('XTTS v2', () => {
  it('is fetched once its licence is accepted, in 8 bits on a CPU', async () => {
    fixture.hub.addRepository(xttsRepository, inFolder(xttsFiles()));
    await expect(fixture.store().pull('xtts-v2')).rejects.toMatchObject({
      code: 'license_not_accepted',
      message: expect.stringContaining('PARLEY_ACCEPT_LICENSES=cpml'),
    });
    const store = fixture.store({ acceptedLicenses: ['CPML'] });
    expect(await store.pull('xtts-v2')).toMatchObject({ installed: ['int8'] });
    expect((await store.require('xtts')).model.languages).toHaveLength(17);
  });

  it('says what to do where its repository is gated', async () => {
    fixture.hub.addRepository(xttsRepository, inFolder(xttsFiles()), { gated: true });
    await expect(fixture.store({ acceptedLicenses: ['cpml'] }).pull('xtts-v2')).rejects.toThrow(
      /is gated\. Open .* accept its terms there, .* set HF_TOKEN/,
    );
  });

  it('is taken from the converter, which says what its files should be', async () => {
    const files = xttsFiles();
    const about = Object.entries(files).map(([path, contents]) => {
      const sha256 = createHash('sha256').update(contents).digest('hex');
      return [path, { bytes: Buffer.byteLength(contents), sha256 }];
    });
    const manifest = JSON.stringify({ schemaVersion: 1, files: Object.fromEntries(about) });
    bring('xtts-v2', { ...files, 'parley-manifest.json': manifest, 'speaker_encoder.onnx': 'other' });
    const states = new Map((await fixture.store().check('xtts-v2')).map(({ path, state }) => [path, state]));
    expect(states.get('speaker_encoder.onnx')).toBe('truncated');
    expect(states.get('gpt_model_int8.onnx')).toBe('right');
    expect(states.get('parley-manifest.json')).toBe('unchecked');
  });

  it('asks for its licence under any name', async () => {
    bring('my-xtts', xttsFiles());
    await expect(fixture.store().require('my-xtts')).rejects.toMatchObject({ code: 'license_not_accepted' });
    expect(await fixture.store({ acceptedLicenses: ['cpml'] }).require('my-xtts')).toMatchObject({
      model: { family: 'xtts' },
      dtypes: ['int8'],
    });
  });

  it('is listed with what it costs and how to get it', async () => {
    const models = await describeModels(fixture.store(), { service: 'tts' });
    expect(models.map(({ name }) => name)).toEqual(['kokoro-82m', 'xtts-v2']);
    expect(models[1]).toMatchObject({
      license: { accepted: false },
      howToGetIt: expect.stringContaining('PARLEY_ACCEPT_LICENSES=cpml'),
    });
  });
});
