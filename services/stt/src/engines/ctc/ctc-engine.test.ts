import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type NemoWaveform,
  nemoCases,
  nemoFixture,
  nemoWaveform,
} from '@parley/audio/testing/nemo-waveforms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../nemo/testing/reference-text.js';
import { createCtcEngine } from './ctc-engine.js';

const options = { device: 'cpu', threads: 1 } as const;
const request = { language: 'auto', task: 'transcribe', targetLanguage: 'en' } as const;
const { signal } = new AbortController();
const cases = nemoCases<{ waveform: NemoWaveform; text: string }>('ctc/cases.json').slice(0, 8);
const rows = cases.map(([, { waveform }]) => ({
  audio: nemoWaveform(waveform),
  request,
  signal: new AbortController().signal,
}));
const texts = cases.map(([, { text }]) => comparable(text));

describe('the CTC engine, in its process', () => {
  const engine = createCtcEngine({ ...options, modelDirectory: fileURLToPath(nemoFixture('ctc')) });
  beforeAll(() => engine.load(signal));
  afterAll(() => engine.unload());

  it('is ready, and tells what runs', () => {
    expect(engine.readiness()).toEqual({ ready: true });
    expect(engine.status()).toMatchObject({
      id: 'ctc',
      ready: true,
      device: 'cpu',
      dtype: 'fp32',
      model: 'ctc',
    });
  });

  it('hears rows alone and together', async () => {
    const alone = [];
    for (const { audio } of rows) alone.push(await engine.transcribe(audio, request, signal));
    expect(alone.map(({ text }) => text)).toEqual(texts);
    const together = await Promise.all(engine.batch.transcribe(rows));
    expect(together.map(({ text }) => text)).toEqual(texts);
    expect(together[4]?.segments[0]?.words?.[0]).toMatchObject({ word: texts[4]?.split(' ')[0] });
  });

  it('hears nothing in silence, of any length', async () => {
    for (const length of [0, 1, 160, 32_000]) {
      const silence = await engine.transcribe(new Float32Array(length), request, signal);
      expect(silence).toMatchObject({ text: '', segments: [] });
    }
  });

  it('lets a row go and serves the others', async () => {
    const gone = new AbortController();
    const results = engine.batch.transcribe(
      rows.map((row, index) => (index === 3 ? { ...row, signal: gone.signal } : row)),
    );
    gone.abort();
    const settled = await Promise.allSettled(results);
    expect(settled[3]).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    const others = settled.filter((_, index) => index !== 3);
    expect(others.map((one) => one.status === 'fulfilled' && one.value.text)).toEqual(
      texts.filter((_, index) => index !== 3),
    );
  });

  it('refuses a batch beyond the one it works on', async () => {
    const first = engine.batch.transcribe(rows);
    await expect(
      engine.transcribe(new Float32Array(16_000).fill(0.1), request, signal),
    ).rejects.toMatchObject({
      code: 'at_capacity',
    });
    await Promise.all(first);
  });

  it('ends with everybody gone, and goes on', async () => {
    const gone = new AbortController();
    const results = engine.batch.transcribe(rows.map((row) => ({ ...row, signal: gone.signal })));
    gone.abort();
    for (const result of await Promise.allSettled(results)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    }
    await expect
      .poll(() => engine.transcribe(rows[0]?.audio ?? new Float32Array(), request, signal))
      .toMatchObject({ text: texts[0] });
  });
});

describe('the CTC engine without its files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-ctc-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says which is missing, and stays down', async () => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'nemo-conformer-ctc' }));
    const engine = createCtcEngine({ ...options, modelDirectory: folder });
    expect(engine.readiness()).toMatchObject({ ready: false, code: 'engine_not_ready' });
    await expect(engine.load(signal)).rejects.toMatchObject({ code: 'model_files_missing' });
    expect(engine.readiness()).toMatchObject({ ready: false, code: 'model_files_missing' });
    await expect(engine.transcribe(new Float32Array(16_000), request, signal)).rejects.toMatchObject({
      code: 'model_files_missing',
      message: expect.stringContaining('vocab.txt'),
    });
  });
});
