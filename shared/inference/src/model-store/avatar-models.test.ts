import { randomBytes } from 'node:crypto';
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

const named = (folder: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`${folder}${name}.onnx`, randomBytes(500)]));

function bring(name: string, files: Record<string, Buffer>): void {
  for (const [path, contents] of Object.entries(files)) {
    const file = join(fixture.modelsDirectory, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
}

const faster = ['appearance_feature_extractor', 'motion_extractor', 'warping_spade', 'stitching'];
const fasterMore = ['warping_spade-fix', 'stitching_eye', 'stitching_lip', 'landmark'];
const insightFace = ['retinaface_det_static', 'face_2dpose_106_static'];
const ditto = ['appearance_extractor', 'motion_extractor', 'warp_network_ori', 'decoder', 'stitch_network'];
const facefusion = ['feature_extractor', 'motion_extractor', 'generator', 'stitcher'];
const fasterFolder = 'liveportrait_onnx/';

describe('LivePortrait', () => {
  beforeEach(() => {
    fixture.hub.addRepository('warmshao/FasterLivePortrait', {
      ...named(fasterFolder, [...faster, ...fasterMore, ...insightFace]),
      ...named('liveportrait_animal_onnx/', faster),
    });
  });

  it('is fetched without what its licence, or onnxruntime, does not allow', async () => {
    const { installed, contents } = await fixture.store().pull('liveportrait');
    expect(installed).toEqual(['fp32']);
    const present = [...contents.present, ...(contents.formats[0]?.present ?? [])];
    const wanted = [...faster, 'stitching_eye', 'stitching_lip', 'landmark'];
    expect(present.toSorted()).toEqual(wanted.map((name) => `${fasterFolder}${name}.onnx`).toSorted());
    const checked = await fixture.store().check('liveportrait');
    expect(checked.every(({ state }) => state === 'right')).toBe(true);
  });

  it("shares its repository with InsightFace's files, which are non-commercial", async () => {
    await fixture.store().pull('liveportrait');
    await expect(fixture.store().pull('insightface')).rejects.toMatchObject({
      code: 'license_not_accepted',
      message: expect.stringContaining('PARLEY_ACCEPT_LICENSES=insightface'),
    });
    const store = fixture.store({ acceptedLicenses: ['InsightFace'] });
    expect((await store.pull('insightface')).installed).toEqual(['fp32']);
    expect(await store.remove('insightface')).toBe(1_000);
    expect((await store.find('insightface')).installed).toEqual([]);
    expect((await store.find('liveportrait')).installed).toEqual(['fp32']);
    await store.remove('liveportrait');
    expect((await store.find('liveportrait')).installed).toEqual([]);
  });

  it.each([
    ['liveportrait', named('', faster)],
    ['my-portrait', named('', faster)],
    ['liveportrait-ditto', named('', ditto)],
    ['my-ditto', named('ditto_onnx/', ditto)],
    ['liveportrait-facefusion', named('live_portrait_', facefusion)],
    ['my-facefusion', named('live_portrait_', facefusion)],
  ])('is known in a folder of its own: %s', async (name, files) => {
    bring(name, files);
    expect(await fixture.store().require(name)).toMatchObject({
      model: { family: 'liveportrait', service: 'avatar' },
      dtypes: ['fp32'],
    });
  });

  it('says what is missing', async () => {
    bring('liveportrait', named('', faster.slice(1)));
    await expect(fixture.store().require('liveportrait')).rejects.toThrow(
      /lacks .*appearance_feature_extractor\.onnx/,
    );
  });

  it('is listed with what belongs to it and how to get it', async () => {
    const models = await describeModels(fixture.store(), { service: 'avatar' });
    expect(models.map(({ name, license }) => `${name}: ${license.name}`)).toEqual([
      'liveportrait: MIT',
      'liveportrait-ditto: Apache-2.0',
      'liveportrait-facefusion: MIT',
      'mediapipe-face: Apache-2.0',
      'insightface: InsightFace (non-commercial)',
    ]);
    expect(models[0]?.howToGetIt).toBe('Fetch it with: npm run models -- pull liveportrait');
    expect(models[2]?.howToGetIt).toContain('Put its files into');
  });
});

it('fetches the finder of faces that anybody may use', async () => {
  fixture.hub.addRepository(
    'digital-avatar/ditto-talkinghead',
    named('ditto_onnx/', [...ditto, 'blaze_face', 'face_mesh', 'hubert', 'warp_network']),
  );
  const finding = await fixture.store().pull('mediapipe-face');
  expect(finding).toMatchObject({ model: { family: 'mediapipe-face' }, installed: ['fp32'] });
  expect(finding.contents.formats[0]?.graphs).toEqual({
    blazeFace: 'ditto_onnx/blaze_face.onnx',
    faceMesh: 'ditto_onnx/face_mesh.onnx',
  });
});
