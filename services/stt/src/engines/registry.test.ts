import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModelStore } from '@parley/inference';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EngineSettings, createEngines } from './registry.js';

const settings: EngineSettings = {
  name: 'auto',
  device: 'cpu',
  threads: 1,
  preload: true,
  concurrency: 1,
  cacheDirectory: '/nonexistent',
  pocketSphinxModelDirectory: '/nonexistent',
  remote: { url: 'http://127.0.0.1:9/v1', model: 'theirs', timeoutMs: 100, concurrency: 1 },
  onEvent: () => undefined,
  onNote: () => undefined,
  onRecognizerCrash: () => undefined,
  onUnforeseen: () => undefined,
};

const whisperFiles = [
  'config.json',
  'tokenizer.json',
  'onnx/encoder_model.onnx',
  'onnx/decoder_model_merged.onnx',
];
const parakeetFiles = ['vocab.txt', 'config.json', 'encoder-model.onnx', 'decoder_joint-model.onnx'];

describe('which engine listens', () => {
  let modelsDirectory = '';
  beforeEach(() => (modelsDirectory = mkdtempSync(join(tmpdir(), 'parley-registry-'))));
  afterEach(() => rmSync(modelsDirectory, { recursive: true }));

  const install = (name: string, files: readonly string[]) => {
    for (const file of files) {
      const path = join(modelsDirectory, name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '{}');
    }
  };
  const create = (changes: Partial<EngineSettings> = {}) =>
    createEngines(
      { ...settings, ...changes },
      new ModelStore({
        modelsDirectory,
        hubCache: join(modelsDirectory, 'hub'),
        endpoint: 'http://127.0.0.1:9',
        offline: true,
        acceptedLicenses: [],
      }),
    );

  it('is PocketSphinx where nothing is installed', async () => {
    const { final, interim } = await create();
    expect(final.id).toBe('pocketsphinx');
    expect(interim).toBe(final);
  });

  it('is the preferred of the models that are installed', async () => {
    install('parakeet-tdt-0.6b-v3', parakeetFiles);
    expect((await create()).final.id).toBe('parakeet');
    install('whisper-tiny', whisperFiles);
    install('whisper-base', whisperFiles);
    expect((await create()).final.status()).toMatchObject({ id: 'whisper', model: 'whisper-base' });
  });

  it('is the model that is named, by its folder too; another one hears interims if it is told', async () => {
    install('whisper-tiny', whisperFiles);
    install('mine', whisperFiles);
    const { final, interim } = await create({
      finalModel: join(modelsDirectory, 'mine'),
      interimModel: 'whisper-tiny',
    });
    expect(final.status()).toMatchObject({ id: 'whisper', ready: false });
    expect(interim.status()).toMatchObject({ id: 'whisper', model: 'whisper-tiny' });
  });

  it('is another server where it is told so', async () => {
    expect((await create({ name: 'remote' })).final.readiness()).toMatchObject({ ready: false });
  });

  it.each([
    ['whisper', undefined, 'npm run models -- pull whisper-base'],
    ['canary', undefined, 'npm run models -- pull canary-1b-v2'],
    ['ctc', undefined, 'voxformer-ctc'],
    ['auto', 'whisper-small', 'npm run models -- pull whisper-small'],
    ['auto', 'no-such-model', 'There is no model "no-such-model"'],
  ] as const)(
    '%s without its model %s is alive, not ready, and says how to get it',
    async (name, model, words) => {
      const { final } = await create({ name, finalModel: model });
      const readiness = final.readiness();
      expect(readiness).toMatchObject({ ready: false, code: 'model_files_missing' });
      expect(readiness).toMatchObject({ reason: expect.stringContaining(words) });
      const { signal } = new AbortController();
      const request = { language: 'en', task: 'transcribe', targetLanguage: 'en' } as const;
      for (const attempt of [final.load(signal), final.transcribe(new Float32Array(8), request, signal)]) {
        await expect(attempt).rejects.toMatchObject({ code: 'model_files_missing', status: 503 });
      }
    },
  );

  it('refuses a model of another family, and says which it is', async () => {
    install('parakeet-tdt-0.6b-v3', parakeetFiles);
    const { final } = await create({ name: 'canary', finalModel: 'parakeet-tdt-0.6b-v3' });
    expect(final.readiness()).toMatchObject({
      code: 'model_files_invalid',
      reason: expect.stringContaining('is a parakeet model'),
    });
  });

  it('takes work before its model is loaded where it is loaded by the first work', async () => {
    install('whisper-tiny', whisperFiles);
    const { final } = await create({ preload: false });
    expect(final.readiness()).toEqual({ ready: true });
  });
});
