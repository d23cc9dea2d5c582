import { fileURLToPath } from 'node:url';
import {
  type NemoWaveform,
  nemoCases,
  nemoFixture,
  nemoWaveform,
} from '@parley/audio/testing/nemo-waveforms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../nemo/testing/reference-text.js';
import { createParakeetEngine } from './parakeet-engine.js';

const request = { language: 'auto', task: 'transcribe', targetLanguage: 'en' } as const;
const { signal } = new AbortController();

describe('the Parakeet engine, in its process', () => {
  const modelDirectory = fileURLToPath(nemoFixture('parakeet-tdt'));
  const engine = createParakeetEngine({ modelDirectory, device: 'cpu', threads: 1 });
  beforeAll(() => engine.load(signal));
  afterAll(() => engine.unload());

  it('hears words and when, in 25 languages', async () => {
    expect(engine.status()).toMatchObject({
      id: 'parakeet',
      ready: true,
      model: 'parakeet-tdt',
      dtype: 'fp32',
    });
    expect(engine.languages).toHaveLength(25);
    const cases = nemoCases<{ waveform: NemoWaveform; text: string; timesMs: number[] }>(
      'parakeet-tdt/cases.json',
    );
    const rows = cases.slice(0, 8).map(([, { waveform }]) => ({
      audio: nemoWaveform(waveform),
      request,
      signal: new AbortController().signal,
    }));
    const heard = await Promise.all(engine.batch.transcribe(rows));
    expect(heard.map(({ text }) => comparable(text))).toEqual(
      cases.slice(0, 8).map(([, { text }]) => comparable(text)),
    );
    expect(heard[7]?.segments[0]?.startMs).toBe(cases[7]?.[1].timesMs[0]);
  });

  it('says so where the files are of another model', async () => {
    const other = fileURLToPath(nemoFixture('canary'));
    const wrong = createParakeetEngine({ modelDirectory: other, device: 'cpu', threads: 1 });
    await expect(wrong.load(signal)).rejects.toMatchObject({
      code: 'model_files_missing',
      message: expect.stringContaining('decoder_joint-model.onnx'),
    });
  });
});
