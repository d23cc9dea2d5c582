import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LivePortraitNetworks } from '../../../services/avatar/src/engines/liveportrait/networks/live-portrait-networks.js';
import { openLivePortrait } from '../../../services/avatar/src/engines/liveportrait/networks/open-live-portrait.js';
import { type BenchResult, type BenchRow, BenchSkipped, spreadOf } from '../result.js';
import { LivePortraitPeer, type PeerRun } from './liveportrait-peer.js';

const threadCounts = [1, 2];
const works: { work: PeerRun['work']; name: string; runs: number; headline?: true }[] = [
  { work: 'appearance', name: 'appearance of a portrait', runs: 5 },
  { work: 'motion', name: 'motion of a picture', runs: 9 },
  { work: 'frame', name: 'warping and generation', runs: 3 },
  { work: 'whole-frame', name: 'whole frame', runs: 3, headline: true },
];
const side = 256;

/** LivePortrait with random weights at its full size; prepared once and kept in the temporary folder. */
function weights(python: string, checkout: string): string {
  const folder = join(tmpdir(), 'parley-bench-liveportrait');
  if (existsSync(join(folder, 'complete'))) return folder;
  const script = fileURLToPath(new URL('../../reference/liveportrait/export_full_size.py', import.meta.url));
  execFileSync(python, [script, checkout, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

/** What is measured of ours, one run of each. */
async function ownWorks(
  networks: LivePortraitNetworks,
): Promise<Record<PeerRun['work'], () => Promise<unknown>>> {
  const picture = {
    rgb: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 97) % 251),
    width: side,
    height: side,
  };
  const appearance = await networks.extractAppearance(picture);
  const source = Float32Array.from({ length: 63 }, (_, i) => ((i * 37) % 63) / 63 - 0.5);
  const driving = source.map((value, i) => value + (((i * 11) % 9) - 4) / 100);
  return {
    appearance: () => networks.extractAppearance(picture),
    motion: () => networks.extractKeypoints(picture),
    frame: () => networks.drawFace(appearance, source, driving),
    'whole-frame': async () => networks.drawFace(appearance, source, await networks.stitch(source, driving)),
  };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Alternating runs of both sides, after one of each that is not counted. */
async function compare(
  networks: LivePortraitNetworks,
  peer: LivePortraitPeer,
  threads: number,
): Promise<BenchRow[]> {
  const own = await ownWorks(networks);
  const rows: BenchRow[] = [];
  for (const { work, name, runs, headline } of works) {
    await own[work]();
    const [ours, theirs] = [new Array<number>(), new Array<number>()];
    for (let run = 0; run < runs; run += 1) {
      ours.push(await milliseconds(own[work]));
      // What a whole frame needs was run just before it.
      const warmUps = run === 0 && work !== 'whole-frame' ? 1 : 0;
      theirs.push((await peer.measure({ work, threads, warmUps })).ms);
    }
    const [mine, others] = [spreadOf(ours), spreadOf(theirs)];
    rows.push({
      work: `LivePortrait, ${name}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
      metric: 'time',
      unit: 'ms',
      ours: mine,
      peer: { name: 'PyTorch', version: peer.version, ...others },
      ratio: Number((others.median / mine.median).toPrecision(4)),
      ...(headline && { headline }),
    });
  }
  return rows;
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
  for (const threads of threadCounts) {
    const peer = await LivePortraitPeer.start(python, checkout);
    const networks = await openLivePortrait(folder, { device: 'cpu', threads });
    try {
      rows.push(...(await compare(networks, peer, threads)));
    } finally {
      peer.stop();
      await networks.release();
    }
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
