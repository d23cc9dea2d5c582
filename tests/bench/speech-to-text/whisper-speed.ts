import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchResult, type BenchRow, BenchSkipped, spreadOf } from '../result.js';
import { measureLoop, measureSteps, openNetwork } from './whisper-speed-ours.js';
import { type PeerProgram, type Timing, WhisperPeer } from './whisper-speed-peer.js';

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

const cTranslate2: Omit<PeerProgram, 'command'> = {
  name: 'faster-whisper (CTranslate2)',
  script: 'whisper_speed_ctranslate2.py',
  encodesApart: true,
};
const transformersJs: PeerProgram = {
  name: 'transformers.js',
  command: process.execPath,
  script: 'whisper-speed-transformers.mjs',
  encodesApart: false,
};

interface PeerPlan {
  program: PeerProgram;
  formats: readonly (typeof formats)[number][];
  batches: readonly (typeof batches)[number][];
}

/** One checkpoint with random weights for both sides; prepared once and kept in the temporary folder. */
function weightsOf(shape: string, python: string): string {
  const folder = join(tmpdir(), 'parley-bench-whisper', shape);
  if (existsSync(join(folder, 'complete'))) return folder;
  mkdirSync(folder, { recursive: true });
  const script = fileURLToPath(new URL('whisper_speed_weights.py', import.meta.url));
  execFileSync(python, [script, shape, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

const wholeWindows = `whole windows with ${tokens} tokens each`;

const perToken = ({ first, all, tokens: count }: Timing) => (all - first) / (count - 1);

const metrics: [metric: string, unit: string, of: (timing: Timing) => number][] = [
  ['encoding', 'ms', ({ encode }) => encode],
  ['decoding, each further token', 'ms', perToken],
  [wholeWindows, 'ms', ({ encode, all }) => encode + all],
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
      ...(metric === wholeWindows && { headline: true }),
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

/** One shape against one peer, in the peer's formats and in batches that it takes. */
async function againstPeer(
  peer: WhisperPeer,
  plan: PeerPlan,
  folder: string,
  { shape, threads }: (typeof settings)[number],
): Promise<BenchRow[]> {
  const { name, encodesApart } = peer.program;
  const rows: BenchRow[] = [];
  for (const { dtype, compute_type } of plan.formats) {
    const network = await openNetwork(folder, { dtype, threads });
    for (const { rows: batch, runs } of plan.batches) {
      const work = { folder: peerFolder(peer, folder), compute_type, threads, rows: batch, tokens };
      const { ours, theirs } = await alternate(
        runs,
        () => measureLoop(network, batch, tokens),
        () => peer.measure(work),
      );
      const title = `Whisper ${shape}, ${compute_type}, ${threads} threads, batch ${batch}`;
      const compared = compare(title, ours, theirs, { name, version: peer.version });
      rows.push(...compared.filter(({ metric }) => encodesApart || metric !== 'encoding'));
    }
    await network.release();
  }
  return rows;
}

const peerFolder = ({ program }: WhisperPeer, folder: string) =>
  program.script === cTranslate2.script ? join(folder, 'ctranslate2') : folder;

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
      const work = `Whisper ${shape}, ${dtype}, ${threads} threads, batch ${batch}, ${spokenTokens} tokens`;
      const [, decoding] = compare(work, ours, theirs, { name: 'the step loop', version: '' });
      if (decoding) rows.push({ ...decoding, headline: true });
    }
    await loop.release();
    await steps.release();
  }
  return rows;
}

/** Python is named by PARLEY_BENCH_PYTHON, the folder with transformers.js by PARLEY_BENCH_TRANSFORMERS_JS. */
function plannedPeers(python: string): PeerPlan[] {
  const one = batches.slice(0, 1);
  const openAi = {
    name: 'openai-whisper',
    command: python,
    script: 'whisper_speed_openai.py',
    encodesApart: true,
  };
  return [
    { program: { ...cTranslate2, command: python }, formats, batches },
    { program: openAi, formats: formats.slice(0, 1), batches: one },
    ...(process.env.PARLEY_BENCH_TRANSFORMERS_JS ? [{ program: transformersJs, formats, batches: one }] : []),
  ];
}

async function againstPeers(plan: PeerPlan, python: string): Promise<BenchRow[]> {
  const peer = await WhisperPeer.start(plan.program);
  const rows: BenchRow[] = [];
  try {
    for (const setting of settings) {
      rows.push(...(await againstPeer(peer, plan, weightsOf(setting.shape, python), setting)));
    }
  } finally {
    peer.stop();
  }
  return rows;
}

/** Whisper's network against others' Whisper, with the same random weights on the same threads. */
export async function bench(): Promise<BenchResult> {
  const python = process.env.PARLEY_BENCH_PYTHON;
  if (!python || !existsSync(python)) {
    throw new BenchSkipped(
      'Set PARLEY_BENCH_PYTHON to the python of a virtual environment with tests/reference/requirements.txt, ' +
        'ctranslate2 and faster-whisper: its networks are what Whisper is measured against.',
    );
  }
  const rows: BenchRow[] = [];
  for (const plan of plannedPeers(python)) rows.push(...(await againstPeers(plan, python)));
  rows.push(...(await againstSteps(weightsOf('small', python), 'small', 2)));
  return {
    bench: 'stt-whisper-speed',
    about:
      `Whisper's network alone, random weights, noise as input, ${tokens} tokens forced, greedy, alternating runs. ` +
      'float32: the same weights on both sides (openai-whisper: others of the same shape). int8: here the 8-bit export ' +
      "(one scale for each matrix), there CTranslate2's own quantisation of the same checkpoint; transformers.js runs " +
      'the same export. The step loop is our own fall-back, on the same export.',
    rows,
  };
}
