import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataTypes, GraphIndex, type OnnxModel, readModel } from '@parley/inference/graph-surgery';
import { type OnnxSession, Tensor } from '@parley/inference/sessions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { warpNetwork } from '../../testing/analytic-networks.js';
import { canonicalKeypoints } from '../../testing/face-layout.js';
import { writeAnalyticModel } from '../../testing/write-analytic-model.js';
import { openLivePortrait } from '../open-live-portrait.js';
import { chainGraphs } from './chain-graphs.js';
import { openGenerator } from './open-generator.js';
import { withSinglePrecisionSampling } from './single-precision-sampling.js';

const fixtures = fileURLToPath(
  new URL('../../../../../../../tests/fixtures/liveportrait/networks/', import.meta.url),
);
const threads = { device: 'cpu', threads: 1 } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-generator-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const derived = () => readdirSync(folder).filter((name) => name.endsWith('.parley'));
const waves = (count: number, scale: number) =>
  Float32Array.from({ length: count }, (_, index) => scale * Math.sin(index * 0.37));

async function frameOf(session: OnnxSession, volume: Float32Array): Promise<Uint8Array> {
  const points = new Tensor(canonicalKeypoints, [1, 21, 3]);
  const results = await session.run({
    feature_3d: new Tensor(volume, [1, 32, 16, 64, 64]),
    kp_source: points,
    kp_driving: new Tensor(waves(63, 0.3), [1, 21, 3]),
  });
  const data = results['frame']?.data;
  if (!(data instanceof Uint8Array)) throw new Error('The generator gave no bytes.');
  return data;
}

describe('what a generator becomes', () => {
  it('is kept beside its file, and used again', async () => {
    writeAnalyticModel(folder);
    const file = join(folder, 'warping_spade.onnx');
    const volume = waves(32 * 16 * 64 * 64, 3);
    const frames: Uint8Array[] = [];
    const kept: string[][] = [];
    for (let turn = 0; turn < 2; turn++) {
      const session = await openGenerator([file], threads);
      expect(session.outputs.get('frame')).toMatchObject({ type: 'uint8', shape: [1, 512, 512, 3] });
      frames.push(await frameOf(session, volume));
      kept.push(derived());
      await session.release();
    }
    expect(kept[0]).toHaveLength(1);
    expect(kept[1]).toEqual(kept[0]);
    expect(frames[1]).toEqual(frames[0]);
    // What is below 0 or above 1 stays black or white.
    expect(new Set(frames[0])).toContain(0);
    expect(new Set(frames[0])).toContain(255);
  });

  it("is made anew where the decoder of Ditto's two halves is another one", async () => {
    writeAnalyticModel(folder, 'ditto');
    const files = ['warp_network_ori.onnx', 'decoder.onnx'].map((name) => join(folder, name));
    await (await openGenerator(files, threads)).release();
    const before = derived();
    cpSync(join(fixtures, 'ditto/decoder.onnx'), join(folder, 'decoder.onnx'));
    await (await openGenerator(files, threads)).release();
    expect(derived()).toHaveLength(1);
    expect(derived()).not.toEqual(before);
  });

  it('is refused where two graphs do not fit together', () => {
    expect(() => chainGraphs(warpNetwork(), warpNetwork())).toThrow('They do not fit together');
  });
});

describe('a generator in half precision', () => {
  const half = join(fixtures, 'half-precision/warping_spade.onnx');
  const samplers = ({ graph }: OnnxModel) => graph.nodes.filter(({ operator }) => operator === 'GridSample');

  it('samples in single precision', () => {
    const model = withSinglePrecisionSampling(readModel(readFileSync(half)));
    const index = new GraphIndex(model.graph);
    const single = { type: 'int', value: BigInt(dataTypes.float32) };
    expect(samplers(model)).toHaveLength(2);
    for (const node of samplers(model)) {
      const casts = node.inputs.map((input) => index.producer(input));
      expect(casts.map((cast) => cast?.attributes.get('to'))).toEqual([single, single]);
      const [back] = index.usersOf(node.outputs[0] ?? '');
      expect(back?.attributes.get('to')).toEqual({ type: 'int', value: BigInt(dataTypes.float16) });
    }
  });

  it('is the only one that is changed so', () => {
    const model = readModel(readFileSync(join(fixtures, 'fasterliveportrait/warping_spade.onnx')));
    expect(withSinglePrecisionSampling(model).graph.nodes).toEqual(model.graph.nodes);
  });

  it('is taken where it is wanted, and draws what the other draws', async () => {
    cpSync(join(fixtures, 'fasterliveportrait'), folder, { recursive: true });
    cpSync(half, join(folder, 'warping_spade_fp16.onnx'));
    const frames: Uint8Array[] = [];
    const volume = new Tensor(waves(32 * 16 * 64 * 64, 1), [1, 32, 16, 64, 64]);
    for (const dtype of ['fp32', 'fp16'] as const) {
      const networks = await openLivePortrait(folder, { ...threads, dtype });
      const driving = waves(63, 0.5);
      frames.push(await networks.drawFace(volume, waves(63, 0.45), driving));
      await networks.release();
    }
    expect(
      derived()
        .map((name) => basename(name).split('.')[0])
        .toSorted(),
    ).toEqual(['warping_spade', 'warping_spade_fp16']);
    const [single = new Uint8Array(), inHalf = new Uint8Array()] = frames;
    const squares = single.reduce((sum, value, index) => sum + (value - (inHalf[index] ?? 0)) ** 2, 0);
    expect(10 * Math.log10((255 ** 2 * single.length) / squares)).toBeGreaterThan(40);
    expect(squares).toBeGreaterThan(0);
  });
});
