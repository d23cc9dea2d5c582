import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MissingModelEngine } from './missing-model-engine.js';
import { canary, ctc } from './missing-models.js';

describe('the place of a missing model', () => {
  it.each([canary, ctc])(
    'says which file $id lacks, where it belongs and what will fetch it',
    async (model) => {
      const engine = new MissingModelEngine(model, { modelsDirectory: '/models', hubDirectory: '/hf' });
      expect(engine.readiness()).toMatchObject({
        ready: false,
        reason: expect.stringContaining(model.files[0] ?? '?'),
      });
      expect(engine.readiness().remedy).toContain(`npm run models -- pull ${model.name}`);
      expect(engine.readiness().remedy).toContain(`/models/${model.name}`);
      for (const attempt of [engine.load(), engine.transcribe()]) {
        await expect(attempt).rejects.toMatchObject({ code: 'model_files_missing', status: 503 });
      }
    },
  );

  it('does not call files missing that are there', () => {
    const modelsDirectory = mkdtempSync(join(tmpdir(), 'parley-models-'));
    mkdirSync(join(modelsDirectory, ctc.name));
    for (const file of ctc.files) writeFileSync(join(modelsDirectory, ctc.name, file), '');
    const engine = new MissingModelEngine(ctc, { modelsDirectory, hubDirectory: '/hf' });
    expect(engine.readiness()).toMatchObject({ ready: false, reason: expect.stringContaining('are there') });
    rmSync(modelsDirectory, { recursive: true });
  });
});
