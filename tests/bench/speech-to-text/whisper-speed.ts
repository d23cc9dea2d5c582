import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchResult, type BenchRow, BenchSkipped, spreadOf } from '../result.js';
import { measureLoop, measureSteps, openNetwork } from './whisper-speed-ours.js';
import { CTranslate2Peer, type Timing } from './whisper-speed-peer.js';

const tokens = 32;
/** For the loop graph against the step loop: what a window of fluent speech has. */
const spokenTokens = 96;
/** Rows at once, and how often each side runs them. */
const batches = [
  { rows: 1, runs: 3 },
  { rows: 8, runs: 2 },
] as const;
const formats = [
  { dtype: 'fp32', compute_type: 'float32' },
  { dtype: 'q8', compute_type: 'int8' },
] as const;
const settings = [
  { shape: 'tiny', threads: 2 },
  { shape: 'base', threads: 2 },
  { shape: 'small', threads: 2 },
] as const;

/** One checkpoint with random weights for both sides; prepared once and kept in the temporary folder. */
function weightsOf(shape: string, python: string): string {
  const folder = join(tmpdir(), 'parley-bench-whisper', shape);
  if (existsSync(join(folder, 'complete'))) return folder;
  mkdirSync(folder, { recursive: true });
  const script = fileURLToPath(new URL('whisper_speed_weights.py', import.meta.url));
  execFileSync(python, [script, shape, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

const perToken = ({ first, all, tokens: count }: Timing) => (all - first) / (count - 1);

const metrics: [metric: string, unit: string, of: (timing: Timing) => number][] = [
  ['encoding', 'ms', ({ encode }) => encode],
  ['decoding, each further token', 'ms', perToken],
  [`whole windows with ${tokens} tokens each`, 'ms', ({ encode, all }) => encode + all],
];

function compare(
  work: string,
  ours: Timing[],
  peers: Timing[],
  peer: { name: string; version: string },
): BenchRow[] {
  return metrics.map(([metric, unit, of]) => {
    const own = spreadOf(ours.map(of));
    const other = spreadOf(peers.map(of));
    return {
      work,
      metric,
      unit,
      ours: own,
      peer: { ...peer, ...other },
      ratio: ratioOf(other.median, own.median),
    };
  });
}

const ratioOf = (theirs: number, ours: number) => Number((theirs / ours).toPrecision(4));

/** Alternates both sides. */
async function alternate(runs: number, ours: () => Promise<Timing>, theirs: () => Promise<Timing>) {
  const timings = { ours: new Array<Timing>(), theirs: new Array<Timing>() };
  for (let run = 0; run < runs; run++) {
    timings.ours.push(await ours());
    timings.theirs.push(await theirs());
  }
  return timings;
}

async function againstCTranslate2(
  peer: CTranslate2Peer,
  folder: string,
  { shape, threads }: (typeof settings)[number],
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { dtype, compute_type } of formats) {
    const network = await openNetwork(folder, { dtype, threads });
    for (const { rows: batch, runs } of batches) {
      const { ours, theirs } = await alternate(
        runs,
        () => measureLoop(network, batch, tokens),
        () =>
          peer.measure({ folder: join(folder, 'ctranslate2'), compute_type, threads, rows: batch, tokens }),
      );
      const work = `${shape}, ${compute_type}, ${threads} threads, batch ${batch}`;
      const [encoding, decoding, whole] = compare(work, ours, theirs, {
        name: 'CTranslate2 (faster-whisper)',
        version: peer.version,
      });
      if (encoding && decoding && whole) rows.push(encoding, decoding, { ...whole, headline: true });
    }
    await network.release();
  }
  return rows;
}

/** What generation inside one graph gains over the same export, token by token. */
async function againstSteps(folder: string, shape: string, threads: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { dtype } of formats) {
    const loop = await openNetwork(folder, { dtype, threads });
    const steps = await openNetwork(folder, { dtype, threads, stepwise: true });
    for (const batch of [1, 8]) {
      const { ours, theirs } = await alternate(
        3,
        () => measureLoop(loop, batch, spokenTokens),
        () => measureSteps(steps, batch, spokenTokens),
      );
      const work = `${shape}, ${dtype}, ${threads} threads, batch ${batch}, ${spokenTokens} tokens`;
      const [, decoding] = compare(work, ours, theirs, { name: 'the step loop', version: '' });
      if (decoding) rows.push({ ...decoding, headline: true });
    }
    await loop.release();
    await steps.release();
  }
  return rows;
}

/** Whisper's network against faster-whisper's, with the same random weights on the same threads. */
export async function bench(): Promise<BenchResult> {
  const python = process.env.PARLEY_BENCH_PYTHON;
  if (!python || !existsSync(python)) {
    throw new BenchSkipped(
      'Set PARLEY_BENCH_PYTHON to the python of a virtual environment with tests/reference/requirements.txt, ' +
        'ctranslate2 and faster-whisper: its networks are what Whisper is measured against.',
    );
  }
  const peer = await CTranslate2Peer.start(python);
  const rows: BenchRow[] = [];
  try {
    for (const setting of settings) {
      rows.push(...(await againstCTranslate2(peer, weightsOf(setting.shape, python), setting)));
    }
  } finally {
    peer.stop();
  }
  rows.push(...(await againstSteps(weightsOf('small', python), 'small', 2)));
  return {
    bench: 'stt-whisper-speed',
    about:
      `Whisper's network alone, random weights, noise as input, ${tokens} tokens forced, greedy, alternating runs. ` +
      'float32: the same weights on both sides. int8: here the 8-bit export (one scale for each matrix), there ' +
      "CTranslate2's own quantisation of the same checkpoint.",
    rows,
  };
}
