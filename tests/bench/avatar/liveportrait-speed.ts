import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LivePortraitNetworks } from '../../../services/avatar/src/engines/liveportrait/networks/live-portrait-networks.js';
import { openLivePortrait } from '../../../services/avatar/src/engines/liveportrait/networks/open-live-portrait.js';
import { type BenchResult, type BenchRow, BenchSkipped, spreadOf } from '../result.js';
import { LivePortraitPeer } from './liveportrait-peer.js';

const threadCounts = [1, 2];
const small: { work: 'appearance' | 'motion'; name: string }[] = [
  { work: 'appearance', name: 'appearance of a portrait' },
  { work: 'motion', name: 'motion of a picture' },
];
const smallRuns = 5;
const frameRuns = 3;
const side = 256;

/** LivePortrait with random weights at its full size; prepared once and kept in the temporary folder. */
function weights(python: string, checkout: string): string {
  const folder = join(tmpdir(), 'parley-bench-liveportrait');
  if (existsSync(join(folder, 'complete'))) return folder;
  const script = fileURLToPath(new URL('../../reference/liveportrait/export_full_size.py', import.meta.url));
  execFileSync(python, [script, checkout, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

interface Inputs {
  picture: { rgb: Uint8Array; width: number; height: number };
  source: Float32Array;
  driving: Float32Array;
}

function makeInputs(): Inputs {
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, index) => (index * 97) % 251);
  const source = Float32Array.from({ length: 63 }, (_, index) => ((index * 37) % 63) / 63 - 0.5);
  const driving = source.map((value, index) => value + (((index * 11) % 9) - 4) / 100);
  return { picture: { rgb, width: side, height: side }, source, driving };
}

async function milliseconds<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

interface Side {
  networks: LivePortraitNetworks;
  peer: LivePortraitPeer;
  threads: number;
}

function rowOf(
  { peer, threads }: Side,
  name: string,
  own: readonly number[],
  theirs: readonly number[],
): BenchRow {
  const [ours, others] = [spreadOf(own), spreadOf(theirs)];
  const row: BenchRow = {
    work: `LivePortrait, ${name}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    metric: 'time',
    unit: 'ms',
    ours,
    peer: { name: 'PyTorch', version: peer.version, ...others },
    ratio: Number((others.median / ours.median).toPrecision(4)),
  };
  process.stdout.write(`  ${row.work}: ${ours.median} ms, PyTorch ${others.median} ms\n`);
  return row;
}

/** Alternating runs of both sides, after one of each that is not counted. */
async function compareSmall(sides: Side, { picture }: Inputs): Promise<BenchRow[]> {
  const { networks, peer, threads } = sides;
  const rows: BenchRow[] = [];
  for (const { work, name } of small) {
    const extract = (): Promise<unknown> =>
      work === 'motion' ? networks.extractKeypoints(picture) : networks.extractAppearance(picture);
    await extract();
    const [own, theirs] = [new Array<number>(), new Array<number>()];
    for (let run = 0; run < smallRuns; run += 1) {
      own.push((await milliseconds(extract))[1]);
      theirs.push((await peer.measure({ work, threads, warmUps: run === 0 ? 1 : 0 })).all);
    }
    rows.push(rowOf(sides, name, own, theirs));
  }
  return rows;
}

/** Whole frames, and the part of them that is warping and generation. */
async function compareFrames(sides: Side, { picture, source, driving }: Inputs): Promise<BenchRow[]> {
  const { networks, peer, threads } = sides;
  const appearance = await networks.extractAppearance(picture);
  await networks.drawFace(appearance, source, driving);
  const own = { all: new Array<number>(), generation: new Array<number>() };
  const theirs = { all: new Array<number>(), generation: new Array<number>() };
  for (let run = 0; run < frameRuns; run += 1) {
    const [stitched, stitching] = await milliseconds(() => networks.stitch(source, driving));
    const [, drawing] = await milliseconds(() => networks.drawFace(appearance, source, stitched));
    own.generation.push(drawing);
    own.all.push(stitching + drawing);
    const measured = await peer.measure({ work: 'whole-frame', threads, warmUps: run === 0 ? 1 : 0 });
    theirs.generation.push(measured.generation);
    theirs.all.push(measured.all);
  }
  return [
    rowOf(sides, 'warping and generation', own.generation, theirs.generation),
    { ...rowOf(sides, 'whole frame', own.all, theirs.all), headline: true },
  ];
}

/** LivePortrait's networks on the CPU against its own code in PyTorch: the same random weights, the same threads. */
export async function bench(): Promise<BenchResult> {
  const { PARLEY_BENCH_PYTHON: python, PARLEY_BENCH_LIVEPORTRAIT: checkout } = process.env;
  if (!python || !checkout) {
    throw new BenchSkipped(
      'Set PARLEY_BENCH_PYTHON to the python of an environment with tests/reference/liveportrait/requirements.txt, ' +
        'and PARLEY_BENCH_LIVEPORTRAIT to a checkout of KwaiVGI/LivePortrait.',
    );
  }
  const folder = weights(python, checkout);
  const rows: BenchRow[] = [];
  const inputs = makeInputs();
  const peer = await LivePortraitPeer.start(python, checkout);
  try {
    for (const threads of threadCounts) {
      const networks = await openLivePortrait(folder, { device: 'cpu', threads });
      const sides = { networks, peer, threads };
      rows.push(...(await compareSmall(sides, inputs)), ...(await compareFrames(sides, inputs)));
      await networks.release();
    }
  } finally {
    peer.stop();
  }
  return {
    bench: 'liveportrait-speed',
    about:
      'LivePortrait at its full size with random weights, float32 on both sides: this one in onnxruntime, its graphs ' +
      'rewritten, with the bytes of the picture made inside the graph; PyTorch with the published networks, their ' +
      'spectral norms divided out. A whole frame is stitching, warping, generation and the bytes of the picture. ' +
      'Alternating runs after a warm-up.',
    rows,
  };
}
