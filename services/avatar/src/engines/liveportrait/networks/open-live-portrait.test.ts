import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasNvidiaDevice } from '@parley/inference';
import { readModel, writeModel } from '@parley/inference/graph-surgery';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RgbPicture } from '../../picture/picture.js';
import { canonicalKeypoints } from '../testing/face-layout.js';
import { writeAnalyticModel } from '../testing/write-analytic-model.js';
import type { LivePortraitDialect } from './live-portrait-networks.js';
import { extractorSide, generatedSide } from './live-portrait-networks.js';
import type { NetworkOptions } from './network-options.js';
import { openLivePortrait } from './open-live-portrait.js';

const options: NetworkOptions = { device: 'cpu', threads: 1 };
const dialects: readonly LivePortraitDialect[] = ['fasterliveportrait', 'ditto', 'facefusion'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-live-portrait-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A smooth picture in which every place has a colour of its own. */
function testPicture(): RgbPicture {
  const rgb = new Uint8Array(3 * extractorSide ** 2);
  for (let pixel = 0; pixel < extractorSide ** 2; pixel++) {
    rgb.set([pixel % extractorSide, Math.floor(pixel / extractorSide), 100], 3 * pixel);
  }
  return { rgb, width: extractorSide, height: extractorSide };
}

/** A pixel of a drawn frame, RGB. */
function pixelAt(frame: Uint8Array, x: number, y: number): number[] {
  const at = 3 * (y * generatedSide + x);
  return [...frame.subarray(at, at + 3)];
}

describe.each(dialects)("%s's files", (dialect) => {
  it('draw the face that is seen, and move it', async () => {
    writeAnalyticModel(folder, dialect);
    const networks = await openLivePortrait(folder, options);
    expect(networks.dialect).toBe(dialect);
    const appearance = await networks.extractAppearance(testPicture());
    expect(appearance.dims).toEqual([1, 32, 16, 64, 64]);
    const face = await networks.extractKeypoints(testPicture());
    expect(face.scale).toBe(1);
    expect(face.pose.pitch).toBeCloseTo(0, 6);
    const source = face.canonical;
    expect(source).toEqual(canonicalKeypoints);

    const atRest = await networks.drawFace(appearance, source, source);
    expect(atRest).toHaveLength(3 * generatedSide ** 2);
    // Twice as large as the picture seen: 200, 300 there is 100, 150 here.
    const [red = 0, green = 0, blue = 0] = pixelAt(atRest, 200, 300);
    expect(Math.abs(red - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs(green - 150)).toBeLessThanOrEqual(1);
    expect(Math.abs(blue - 100)).toBeLessThanOrEqual(1);

    // The whole head goes 0.1 of half a crop to the right: 25.6 pixels, so that what is seen comes from the left.
    const driving = source.map((value, index) => (index % 3 === 0 ? value + 0.1 : value));
    const stitched = await networks.stitch(source, driving);
    expect(stitched).toEqual(driving);
    const moved = await networks.drawFace(appearance, source, stitched);
    const [movedRed = 0] = pixelAt(moved, 256, 300);
    expect(movedRed).toBeGreaterThan(112);
    expect(movedRed).toBeLessThan(120);
    await networks.release();
  });
});

it.skipIf(hasNvidiaDevice())(
  'draws on the CPU where CUDA is wanted and cannot be had, and says why',
  async () => {
    writeAnalyticModel(folder);
    const reasons: string[] = [];
    const onDeviceFallback = (reason: string) => reasons.push(reason);
    const networks = await openLivePortrait(folder, { ...options, device: 'cuda', onDeviceFallback });
    expect(networks.device).toBe('cpu');
    expect(reasons).toHaveLength(1);
    await networks.release();
  },
);

describe('what cannot be done is refused:', () => {
  it('a file that is not there, by its name', async () => {
    writeAnalyticModel(folder);
    rmSync(join(folder, 'stitching_lip.onnx'));
    const networks = await openLivePortrait(folder, options);
    expect(networks.retargets).toEqual({ eyes: true, lips: false });
    const ratios = { leftEye: 0.3, rightEye: 0.3, lips: 0.1 };
    await expect(networks.retargetLips(canonicalKeypoints, ratios, 0)).rejects.toThrow('stitching_lip.onnx');
    const opened = await networks.retargetEyes(canonicalKeypoints, ratios, 0);
    expect(opened[3 * 11 + 1]).toBeGreaterThan(0);
    await networks.release();
  });

  it.each([
    ['a picture of another size', { rgb: new Uint8Array(3 * 512 ** 2), width: 512, height: 512 }],
    ['too few bytes', { rgb: new Uint8Array(10), width: extractorSide, height: extractorSide }],
  ])('%s', async (_, picture) => {
    writeAnalyticModel(folder);
    const networks = await openLivePortrait(folder, options);
    await expect(networks.extractAppearance(picture)).rejects.toThrow('256 x 256');
    await networks.release();
  });
});

it.each(['motion_extractor.onnx', 'warping_spade.onnx', 'stitching.onnx'])(
  'names %s where onnxruntime cannot load it',
  async (name) => {
    writeAnalyticModel(folder);
    const model = readModel(readFileSync(join(folder, name)));
    for (const node of model.graph.nodes) node.operator = `Un${node.operator}`;
    writeFileSync(join(folder, name), writeModel(model));
    await expect(openLivePortrait(folder, options)).rejects.toMatchObject({
      code: 'model_files_invalid',
      message: expect.stringContaining(name),
    });
  },
);

describe('a motion extractor that names its outputs otherwise', () => {
  const rename = (file: string, nameOf: (index: number, name: string) => string) => {
    const model = readModel(readFileSync(join(folder, file)));
    const names = new Map(model.graph.outputs.map(({ name }, index) => [name, nameOf(index, name)]));
    const renamed = (name: string) => names.get(name) ?? name;
    for (const node of model.graph.nodes) node.outputs = node.outputs.map(renamed);
    for (const output of model.graph.outputs) output.name = renamed(output.name);
    writeFileSync(join(folder, file), writeModel(model));
  };

  it('is read in the order in which facefusion reads it, where it has no names', async () => {
    writeAnalyticModel(folder, 'facefusion');
    rename('live_portrait_motion_extractor.onnx', (index) => String(1000 + index));
    const networks = await openLivePortrait(folder, options);
    const face = await networks.extractKeypoints(testPicture());
    expect(face).toMatchObject({ scale: 1, pose: { pitch: 0, yaw: 0, roll: 0 } });
    expect(face.canonical).toEqual(canonicalKeypoints);
    expect(face.expression).toEqual(new Float32Array(63));
    await networks.release();
  });

  it('is refused where it has some', async () => {
    writeAnalyticModel(folder);
    rename('motion_extractor.onnx', (_, name) => (name === 'kp' ? 'other' : name));
    const networks = await openLivePortrait(folder, options);
    await expect(networks.extractKeypoints(testPicture())).rejects.toMatchObject({
      code: 'model_files_invalid',
      message: expect.stringContaining('gives no kp or motion_points'),
    });
    await networks.release();
  });
});
