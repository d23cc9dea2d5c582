import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModelStore } from '@parley/inference';
import { describe, expect, it } from 'vitest';
import { installedFamilies, voiceModels } from './choose-model.js';

const kokoro = ['model.onnx', 'voices/af_heart.bin'];
const xtts = [
  'metadata.json',
  'vocab.json',
  'mel_stats.npy',
  'embeddings/mel_embedding.npy',
  'embeddings/mel_pos_embedding.npy',
  'embeddings/text_embedding.npy',
  'embeddings/text_pos_embedding.npy',
  'conditioning_encoder.onnx',
  'speaker_encoder.onnx',
  'hifigan_vocoder.onnx',
  'gpt_model.onnx',
];

/** A store whose only models are these folders. */
function storeWith(models: Readonly<Record<string, readonly string[]>>, acceptedLicenses: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-choose-'));
  for (const [name, files] of Object.entries(models)) {
    for (const file of files) {
      const path = join(folder, 'models', name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'x');
    }
  }
  return new ModelStore({
    modelsDirectory: join(folder, 'models'),
    hubCache: join(folder, 'hub'),
    endpoint: 'http://127.0.0.1:1',
    offline: true,
    acceptedLicenses,
  });
}

describe('choosing a voice model', () => {
  it('takes the better voice whose licence is accepted', async () => {
    const models = { 'kokoro-82m': kokoro, 'xtts-v2': xtts };
    expect(await installedFamilies(voiceModels(storeWith(models, ['cpml'])))).toEqual(['xtts', 'kokoro']);
    expect(await installedFamilies(voiceModels(storeWith(models)))).toEqual(['kokoro']);
    expect(await installedFamilies(voiceModels(storeWith({})))).toEqual([]);
  });

  it("prefers the catalogue's model of a family to another, and takes that where it is alone", async () => {
    const both = await voiceModels(storeWith({ 'a-voice': kokoro, 'kokoro-82m': kokoro })).best('kokoro');
    expect(both.installed.model.name).toBe('kokoro-82m');
    const alone = await voiceModels(storeWith({ 'a-voice': kokoro })).best('kokoro');
    expect(alone.installed.model.name).toBe('a-voice');
    await expect(voiceModels(storeWith({})).best('kokoro')).rejects.toMatchObject({
      code: 'model_files_missing',
      message: expect.stringContaining('kokoro-82m'),
    });
    await expect(voiceModels(storeWith({ 'xtts-v2': xtts })).best('xtts')).rejects.toMatchObject({
      code: 'license_not_accepted',
    });
  });

  it('takes a model by its name, of the family that is wanted', async () => {
    const store = storeWith({ mine: kokoro });
    expect(await voiceModels(store).named('mine')).toMatchObject({ family: 'kokoro' });
    await expect(voiceModels(store).named('mine', 'xtts')).rejects.toMatchObject({
      code: 'model_files_invalid',
    });
  });
});
