import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelStore } from '@parley/inference';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import { faceModels, installedFinder } from './choose-model.js';
import { writeAnalyticModel } from './liveportrait/testing/write-analytic-model.js';
import { restingFace } from './motion/face-motion.js';
import { createAvatarEngine } from './registry.js';
import type { EngineSettings } from './registry.js';

describe('the choice of an avatar engine', () => {
  let folder: string;
  const notes: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-registry-'));
    notes.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const storeOf = (environment: NodeJS.ProcessEnv = {}): ModelStore =>
    new ModelStore(readConfig({ HF_HOME: join(folder, 'hub'), HF_HUB_OFFLINE: '1', ...environment }).models);
  const settings = (changes: Partial<EngineSettings> = {}): EngineSettings => ({
    ...readConfig({ PARLEY_CACHE_DIR: join(folder, 'cache') }).engine,
    portraits: { read: async () => undefined },
    onEvent: () => undefined,
    onBank: () => undefined,
    onNote: (note) => notes.push(note),
    ...changes,
  });

  it('is the mesh where nothing is installed, and LivePortrait where a folder of it is named', async () => {
    expect((await createAvatarEngine(settings(), storeOf())).id).toBe('mesh-warp');
    const model = join(folder, 'model');
    writeAnalyticModel(model);
    const engine = await createAvatarEngine(settings({ model }), storeOf());
    expect(engine).toMatchObject({ id: 'liveportrait', capabilities: { drivenByVideo: true } });
    expect(engine.status()).toMatchObject({ state: 'stopped', embedded: false });
  });

  it.each([
    [{ name: 'liveportrait' }, 'model_files_missing', /liveportrait/],
    [{ model: 'no-such-model' }, 'model_files_missing', /no-such-model/],
    [{ model: 'whisper-tiny' }, 'model_files_missing', /whisper-tiny/],
  ] as const)('says why %j cannot be had', async (changes, code, message) => {
    const engine = await createAvatarEngine(settings(changes), storeOf());
    const expected = { code, message: expect.stringMatching(message) };
    await expect(engine.load()).rejects.toMatchObject(expected);
    const request = { portrait: 'default', motion: restingFace, format: 'jpeg' } as const;
    await expect(engine.renderStill(request)).rejects.toMatchObject(expected);
    expect(engine.status()).toMatchObject({ state: 'stopped', description: expect.stringMatching(message) });
  });

  it('finds faces with MediaPipe where it is installed, with InsightFace only where its licence is accepted', async () => {
    const hub = join(folder, 'hub', 'hub');
    const snapshot = (repository: string): string => {
      const root = join(hub, `models--${repository.replace('/', '--')}`);
      mkdirSync(join(root, 'refs'), { recursive: true });
      writeFileSync(join(root, 'refs', 'main'), 'revision');
      return join(root, 'snapshots', 'revision');
    };
    const write = (directory: string, names: readonly string[]): void => {
      mkdirSync(directory, { recursive: true });
      for (const name of names) writeFileSync(join(directory, name), 'graph');
    };
    expect(await installedFinder(faceModels(storeOf()))).toEqual({ type: 'embedded' });

    write(join(snapshot('warmshao/FasterLivePortrait'), 'liveportrait_onnx'), [
      'retinaface_det_static.onnx',
      'face_2dpose_106_static.onnx',
    ]);
    expect(await installedFinder(faceModels(storeOf()))).toEqual({ type: 'embedded' });
    const accepting = storeOf({ PARLEY_ACCEPT_LICENSES: 'insightface' });
    expect(await installedFinder(faceModels(accepting))).toMatchObject({ type: 'insightface' });

    write(join(snapshot('digital-avatar/ditto-talkinghead'), 'ditto_onnx'), [
      'blaze_face.onnx',
      'face_mesh.onnx',
    ]);
    expect(await installedFinder(faceModels(accepting))).toMatchObject({
      type: 'mediapipe',
      files: { blazeFace: expect.stringMatching(/blaze_face\.onnx$/) },
    });
  });
});
