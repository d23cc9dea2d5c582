import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelReports, modelReportsSchema } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService } from '../testing/start-service.js';

describe('GET /models', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-models-'));
  let service: Awaited<ReturnType<typeof startService>>;
  let reports: ModelReports;

  beforeAll(async () => {
    const tiny = join(folder, 'own', 'whisper-tiny');
    mkdirSync(join(tiny, 'onnx'), { recursive: true });
    for (const file of ['config.json', 'tokenizer.json', 'onnx/encoder_model_quantized.onnx']) {
      writeFileSync(join(tiny, file), '{}');
    }
    const environment = {
      HF_HOME: folder,
      PARLEY_MODELS_DIR: join(folder, 'own'),
      STT_ENGINE: 'pocketsphinx',
    };
    service = await startService(environment);
    reports = modelReportsSchema.parse(await (await fetch(`${service.url}/models`)).json());
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const report = (name: string) => reports.models.find((model) => model.name === name);

  it('says how to get a model', () => {
    expect(report('whisper-base')).toMatchObject({
      installed: [],
      active: false,
      license: { name: 'Apache-2.0', accepted: true },
      howToGetIt: 'Fetch it with: npm run models -- pull whisper-base',
    });
  });

  it('names the files that a model lacks', () => {
    const q8 = report('whisper-tiny')?.formats.find(({ dtype }) => dtype === 'q8');
    expect(q8).toMatchObject({ installed: false, missing: ['onnx/decoder_model_merged_quantized.onnx'] });
    expect(report('whisper-tiny')?.howToGetIt).toContain(join(folder, 'own', 'whisper-tiny'));
  });
});
