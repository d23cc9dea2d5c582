import { cpSync, mkdirSync, readdirSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireAcceptance } from './licenses.js';
import type { ModelDeclaration } from './model-declaration.js';
import { StoreFixture, whisperFiles } from './testing/store-fixture.js';

const repository = 'onnx-community/whisper-base';
const encoder = 'onnx/encoder_model_quantized.onnx';
const decoder = 'onnx/decoder_model_merged_quantized.onnx';

let fixture: StoreFixture;
beforeEach(async () => {
  fixture = await StoreFixture.start();
});
afterEach(() => fixture.stop());

function bring(name: string, files: Record<string, string | Buffer>): string {
  const folder = join(fixture.modelsDirectory, name);
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}

/** A tensor's reference to a file, as ONNX writes it. */
const reference = (file: string) =>
  Buffer.from(`\x0a\x08location\x12${String.fromCharCode(file.length)}${file}`, 'latin1');

describe('finding a model', () => {
  it('says which files it lacks, format by format', async () => {
    bring('whisper-small', { 'config.json': '{}', [encoder]: 'x', 'onnx/decoder_model_merged.onnx': '' });
    const finding = await fixture.store().find('small');
    expect(finding).toMatchObject({ installed: [], contents: { missing: ['tokenizer.json'] } });
    const missing = Object.fromEntries(
      finding.contents.formats.map((format) => [format.dtype, format.missing]),
    );
    expect(missing['q8']).toEqual([decoder]);
    // An empty file is no file.
    expect(missing['fp32']).toEqual(['onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx']);
    await expect(fixture.store().require('small')).rejects.toMatchObject({
      code: 'model_files_missing',
      message: expect.stringMatching(
        /whisper-small in .* lacks tokenizer\.json, .*decoder_model_merged_quantized/,
      ),
    });
  });

  it('does not stop at an empty folder, nor at a part of a model that is whole in the cache', async () => {
    fixture.hub.addRepository(repository, whisperFiles());
    await fixture.store().pull('whisper-base');
    bring('whisper-base', { 'config.json': '{}' });
    expect(await fixture.store().find('whisper-base')).toMatchObject({ place: { type: 'hub' } });
    const folder = bring('whisper-small', { 'config.json': '{}' });
    expect(await fixture.store().find('whisper-small')).toMatchObject({ place: { directory: folder } });
    mkdirSync(join(fixture.modelsDirectory, 'whisper-tiny'));
    expect((await fixture.store().find('whisper-tiny')).place).toBeUndefined();
  });

  it('takes the names of files from what a model says of itself', async () => {
    const folder = bring('voxformer-ctc', {
      'parley-model.json': '{"type":"ctc","graph":"voxformer","vocabulary":"words.txt"}',
      'voxformer.int8.onnx': 'x',
      'words.txt': 'a 0',
    });
    for (const name of ['voxformer-ctc', folder]) {
      expect(await fixture.store().require(name)).toMatchObject({
        model: { family: 'ctc' },
        dtypes: ['int8'],
      });
    }
  });

  it('prefers the folder that people filled, under any of its names and laid flat', async () => {
    fixture.hub.addRepository(repository, whisperFiles());
    await fixture.store().pull('whisper-base');
    const own = bring('base', {
      'config.json': '{}',
      'tokenizer.json': '{}',
      'encoder_model.onnx': 'x',
      'decoder_model_merged.onnx': 'x',
    });
    const finding = await fixture.store().find('openai/whisper-base');
    expect(finding).toMatchObject({ place: { type: 'own', directory: own }, installed: ['fp32'] });
    expect(finding.contents.formats[0]?.graphs).toEqual({
      encoder: 'encoder_model.onnx',
      decoder: 'decoder_model_merged.onnx',
    });
  });

  it('misses the weights that a graph says are beside it', async () => {
    const files = {
      'vocab.txt': '<blk> 0',
      'model.onnx': Buffer.concat([reference('weights.bin'), reference('weights.bin')]),
    };
    const folder = bring('voxformer', files);
    const finding = await fixture.store().find('voxformer-ctc');
    const fp32 = finding.contents.formats.find(({ dtype }) => dtype === 'fp32');
    expect(fp32).toMatchObject({ present: ['model.onnx'], missing: ['weights.bin'] });
    writeFileSync(join(folder, 'weights.bin'), 'x');
    expect((await fixture.store().find('voxformer-ctc')).installed).toEqual(['fp32']);
  });

  it('knows a folder by its path, and a model of people’s own by its files', async () => {
    const files = {
      'vocab.txt': 'x',
      'config.json': '{}',
      'encoder-model.int8.onnx': 'x',
      'decoder_joint-model.int8.onnx': 'x',
    };
    const folder = bring('my-parakeet', files);
    for (const name of ['my-parakeet', folder]) {
      expect(await fixture.store().require(name)).toMatchObject({
        model: { family: 'parakeet', name: 'my-parakeet' },
        directory: folder,
        dtypes: ['int8'],
      });
    }
    const names = (await fixture.store().findAll()).map(({ model }) => model.name);
    expect(names).toContain('my-parakeet');
  });

  it.each([
    ['whisper-gigantic', /no model "whisper-gigantic"\. Take one of whisper-tiny, /],
    ['./nowhere', /There is no folder .*nowhere/],
    ['../../etc/passwd', /There is no folder/],
  ])('explains that %s is unknown', async (name, words) => {
    await expect(fixture.store().find(name)).rejects.toMatchObject({ code: 'unknown_model' });
    await expect(fixture.store().find(name)).rejects.toThrow(words);
  });
});

describe('checking a model', () => {
  beforeEach(async () => {
    fixture.hub.addRepository(repository, whisperFiles());
    await fixture.store().pull('whisper-base');
  });

  const file = async (path: string) =>
    join((await fixture.store().find('whisper-base')).place?.directory ?? '', path);
  const stateOf = async (path: string) =>
    (await fixture.store().check('whisper-base')).find((checked) => checked.path === path)?.state;

  it('finds all right', async () => {
    const files = await fixture.store().check('whisper-base');
    expect(files.map(({ state }) => state)).toEqual(files.map(() => 'right'));
    expect(files).toHaveLength(5);
  });

  it('finds what is damaged, cut short or gone', async () => {
    writeFileSync(await file('tokenizer.json'), Buffer.alloc(3_000));
    truncateSync(await file(encoder), 1_000);
    rmSync(realpathSync(await file(decoder)));
    expect(await stateOf('tokenizer.json')).toBe('wrong-hash');
    expect(await stateOf(encoder)).toBe('truncated');
    expect(await stateOf(decoder)).toBe('missing');
    expect((await fixture.store().find('whisper-base')).installed).toEqual([]);
  });

  it('mends it by pulling again what has the wrong size', async () => {
    truncateSync(await file(encoder), 1_000);
    await fixture.store().pull('whisper-base');
    expect(await stateOf(encoder)).toBe('right');
  });

  it('knows copies too, where a file system has no links', async () => {
    const { place } = await fixture.store().find('whisper-base');
    const snapshot = place?.directory ?? '';
    cpSync(snapshot, `${snapshot}.copy`, { recursive: true, dereference: true });
    rmSync(snapshot, { recursive: true });
    cpSync(`${snapshot}.copy`, snapshot, { recursive: true });
    rmSync(`${snapshot}.copy`, { recursive: true });
    expect(await stateOf(encoder)).toBe('right');
  });

  it('has nothing to compare a folder of one’s own with', async () => {
    bring('whisper-base', Object.fromEntries(Object.entries(whisperFiles())));
    expect(await stateOf(encoder)).toBe('unchecked');
  });
});

describe('removing a model', () => {
  const blobs = () => readdirSync(join(fixture.hubCache, 'models--onnx-community--whisper-base', 'blobs'));

  it('leaves nothing of it', async () => {
    fixture.hub.addRepository(repository, whisperFiles());
    await fixture.store().pull('whisper-base');
    await fixture.store().remove('whisper-base');
    expect(readdirSync(fixture.hubCache)).toEqual(['.locks']);
    await expect(fixture.store().remove('whisper-base')).rejects.toMatchObject({
      code: 'model_files_missing',
    });
  });

  it('leaves what another revision needs', async () => {
    const files = whisperFiles();
    const oldCommit = fixture.hub.addRepository(repository, files);
    await fixture.store().pull('whisper-base');
    fixture.hub.addRepository(repository, { ...files, [encoder]: Buffer.alloc(5_000, 7) });
    await fixture.store().pull('whisper-base');
    expect(blobs()).toHaveLength(6);
    expect(await fixture.store().remove('whisper-base')).toBe(5_000);
    expect(blobs()).toHaveLength(5);
    expect(await fixture.store().find('whisper-base')).toMatchObject({
      installed: ['q8'],
      place: { commit: oldCommit },
    });
  });

  it('does not touch a folder of one’s own', async () => {
    const folder = bring('whisper-base', { 'config.json': '{}' });
    await expect(fixture.store().remove('whisper-base')).rejects.toThrow(
      /is yours.*remove the folder yourself/,
    );
    expect(readdirSync(folder)).toEqual(['config.json']);
  });
});

describe('a licence that must be accepted', () => {
  const voice: ModelDeclaration = {
    name: 'a-voice',
    aliases: [],
    family: 'voice',
    service: 'tts',
    description: 'a voice',
    languages: [],
    license: { name: 'CPML', url: 'https://example.com/cpml', acceptedAs: 'cpml' },
    files: [],
    optionalFiles: [],
    formats: {},
  };

  it('is refused with what, why and how', () => {
    expect(() => requireAcceptance(voice, ['insightface'])).toThrow(
      /a-voice is under CPML, which does not allow every use .*PARLEY_ACCEPT_LICENSES=insightface,cpml/,
    );
  });

  it('is accepted by name, in any case', () => {
    expect(() => requireAcceptance(voice, ['CPML'])).not.toThrow();
    expect(fixture.store({ acceptedLicenses: ['cpml'] }).isAccepted(voice)).toBe(true);
    expect(fixture.store().isAccepted(voice)).toBe(false);
  });
});
