import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dataTypes, type OnnxModel, writeModel } from '@parley/inference/graph-surgery';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generatorNetwork, warpNetwork } from '../../testing/analytic-networks.js';
import { writeAnalyticModel } from '../../testing/write-analytic-model.js';
import type { LivePortraitDialect } from '../live-portrait-networks.js';
import { findLandmarkNetwork, findNetworks } from './find-networks.js';
import { readGraphOutline } from './graph-outline.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-live-portrait-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, model: OnnxModel) => writeFileSync(join(folder, name), writeModel(model));
const remove = (...names: string[]) => names.forEach((name) => rmSync(join(folder, name)));
const dialects: readonly LivePortraitDialect[] = ['fasterliveportrait', 'ditto', 'facefusion'];

describe.each(dialects)('the files of %s', (dialect) => {
  it('are known under any names', () => {
    writeAnalyticModel(folder, dialect);
    const before = findNetworks(folder, false);
    const names = readdirSync(folder);
    // Names of one file are given to another.
    for (const name of names) renameSync(join(folder, name), join(folder, `${name}.moved`));
    for (const [index, name] of names.entries()) {
      renameSync(join(folder, `${name}.moved`), join(folder, names[(index + 1) % names.length] ?? ''));
    }
    const after = findNetworks(folder, false);
    expect(after.dialect).toBe(dialect);
    expect(Object.keys(after.files).toSorted()).toEqual(Object.keys(before.files).toSorted());
    for (const [role, found] of Object.entries(after.files)) {
      const was = Object.entries(before.files).find(([other]) => other === role)?.[1];
      const index = names.indexOf(basename(was?.file ?? ''));
      expect(basename(found.file)).toBe(names[(index + 1) % names.length]);
    }
  });
});

it('are found in the folder that repositories have them in, and not among those of animals', () => {
  writeAnalyticModel(join(folder, 'liveportrait_onnx'));
  writeAnalyticModel(join(folder, 'liveportrait_animal_onnx'), 'ditto');
  const { dialect, files } = findNetworks(folder, false);
  expect(dialect).toBe('fasterliveportrait');
  expect(files.generator?.file).toBe(join(folder, 'liveportrait_onnx', 'warping_spade.onnx'));
  expect(findLandmarkNetwork(folder)).toBe(join(folder, 'liveportrait_onnx', 'landmark.onnx'));
});

it('are passed over where they belong to something else', () => {
  writeAnalyticModel(folder, 'ditto');
  writeFileSync(join(folder, 'notes.txt'), 'no model');
  writeFileSync(join(folder, 'hubert.onnx'), readFileSync(join(folder, 'decoder.onnx')).subarray(0, 200));
  expect(findNetworks(folder, false).dialect).toBe('ditto');
});

describe('the graph with the plugin for TensorRT', () => {
  it('is refused, and the file to take is named', () => {
    writeAnalyticModel(folder);
    remove('warping_spade.onnx');
    put('warping_spade-fix.onnx', generatorNetwork('fasterliveportrait', true));
    expect(() => findNetworks(folder, false)).toThrow(
      /warping_spade-fix\.onnx is made for TensorRT.*Put warping_spade\.onnx into/,
    );
  });

  it("of Ditto as well, which calls the other file's warp otherwise", () => {
    writeAnalyticModel(folder, 'ditto');
    remove('warp_network_ori.onnx');
    put('warp_network.onnx', warpNetwork(true));
    expect(() => findNetworks(folder, false)).toThrow(
      /warp_network\.onnx is made for TensorRT.*Put warp_network_ori\.onnx into/,
    );
  });

  it('is left aside where the other one is there', () => {
    writeAnalyticModel(folder);
    put('a-warping_spade-fix.onnx', generatorNetwork('fasterliveportrait', true));
    expect(basename(findNetworks(folder, false).files.generator?.file ?? '')).toBe('warping_spade.onnx');
  });
});

describe('files that are missing', () => {
  it.each([
    ['fasterliveportrait', ['warping_spade.onnx', 'motion_extractor.onnx']],
    ['ditto', ['decoder.onnx']],
    ['facefusion', ['live_portrait_stitcher.onnx']],
  ] as const)('are named as %s calls them', (dialect, names) => {
    writeAnalyticModel(folder, dialect);
    remove(...names);
    for (const name of names) expect(() => findNetworks(folder, false)).toThrow(name);
    expect(() => findNetworks(folder, false)).toThrow(
      expect.objectContaining({ code: 'model_files_missing' }),
    );
  });

  it('are all named where there is nothing', () => {
    mkdirSync(join(folder, 'empty'));
    for (const place of [join(folder, 'empty'), join(folder, 'nowhere')]) {
      expect(() => findNetworks(place, false)).toThrow(
        /appearance_feature_extractor\.onnx, motion_extractor\.onnx, warping_spade\.onnx, stitching\.onnx missing/,
      );
    }
  });

  it('may be those that not everybody needs', () => {
    writeAnalyticModel(folder);
    remove('stitching_eye.onnx', 'stitching_lip.onnx', 'landmark.onnx');
    const { files } = findNetworks(folder, false);
    expect(files).not.toHaveProperty('eyes');
    expect(files).not.toHaveProperty('lips');
    expect(findLandmarkNetwork(folder)).toBeUndefined();
  });
});

it.each([
  [
    'cut short',
    (bytes: Buffer) => bytes.subarray(0, bytes.length - 1000),
    /warping_spade\.onnx cannot be read: It is cut short/,
  ],
  ['empty', () => Buffer.alloc(0), /warping_spade\.onnx cannot be read/],
  ['of an error page', () => Buffer.from('<html>not found</html>'), /warping_spade\.onnx cannot be read/],
])('a file that is %s is named', (_, damage, message) => {
  writeAnalyticModel(folder);
  const file = join(folder, 'warping_spade.onnx');
  writeFileSync(file, damage(readFileSync(file)));
  expect(() => findNetworks(folder, false)).toThrow(message);
  expect(() => findNetworks(folder, false)).toThrow(expect.objectContaining({ code: 'model_files_invalid' }));
});

it('takes the number format that is wanted, but the motion extractor in single precision', () => {
  writeAnalyticModel(folder);
  for (const name of ['warping_spade', 'motion_extractor']) {
    const model = readGraphOutline(join(folder, `${name}.onnx`));
    for (const tensor of model.graph.initializers) tensor.dataType = dataTypes.float16;
    put(`${name}_fp16.onnx`, model);
  }
  const taken = (preferHalf: boolean) => {
    const { generator, motion } = findNetworks(folder, preferHalf).files;
    return [generator, motion].map((found) => basename(found?.file ?? ''));
  };
  expect(taken(true)).toEqual(['warping_spade_fp16.onnx', 'motion_extractor.onnx']);
  expect(taken(false)).toEqual(['warping_spade.onnx', 'motion_extractor.onnx']);
});
