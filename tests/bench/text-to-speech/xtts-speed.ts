import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XttsEngine } from '../../../services/tts/src/engines/xtts/xtts-engine.js';
import { type BenchResult, type BenchRow, BenchSkipped, spreadOf } from '../result.js';
import { CoquiPeer, type XttsTiming, type XttsWork } from './xtts-speed-peer.js';

const never = new AbortController().signal;
const threads = 2;
const speaker = 'Sofia Hellen';
/** Without punctuation or numbers: both sides make the same tokens of it. */
const text = 'the morning is clear';
const samplesPerToken = (1_024 * 24_000) / 22_050;
const loads = [
  { requests: 1, runs: 3 },
  { requests: 2, runs: 2 },
  { requests: 4, runs: 1 },
] as const;
const formats = [
  { dtype: 'int8', name: '8-bit GPT' },
  { dtype: 'fp32', name: 'float32' },
] as const;

/** XTTS with random weights at its full size; prepared once and kept in the temporary folder. */
function weights(python: string): string {
  const folder = join(tmpdir(), 'parley-bench-xtts');
  if (existsSync(join(folder, 'complete'))) return folder;
  const script = fileURLToPath(new URL('xtts_speed_weights.py', import.meta.url));
  execFileSync(python, [script, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

async function speak(
  engine: XttsEngine,
  { text: said, requests }: Omit<XttsWork, 'tokens'>,
): Promise<XttsTiming> {
  const start = performance.now();
  let bytes = 0;
  const spoken = Array.from({ length: requests }, async () => {
    let first: number | undefined;
    for await (const { pcm16 } of engine.synthesize(
      { text: said, language: 'en', voice: speaker, speed: 1 },
      never,
    )) {
      first ??= performance.now() - start;
      bytes += pcm16.byteLength;
    }
    return { first: first ?? Number.NaN, all: performance.now() - start };
  });
  const times = await Promise.all(spoken);
  return {
    first: times.map(({ first }) => first),
    all: times.map(({ all }) => all),
    audioSeconds: bytes / 48_000,
    peakBytes: 1_048_576 * (engine.status().memoryMb ?? Number.NaN),
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const metrics: [metric: string, unit: string, of: (timing: XttsTiming) => number][] = [
  ['time to first audio', 'ms', ({ first }) => mean(first)],
  [
    'time for a second of speech, all together',
    'ms',
    ({ all, audioSeconds }) => Math.max(...all) / audioSeconds,
  ],
  ['memory', 'MB', ({ peakBytes }) => peakBytes / 1_048_576],
];

function compare(work: string, own: XttsTiming[], theirs: XttsTiming[], version: string): BenchRow[] {
  return metrics.map(([metric, unit, of]) => {
    const ours = spreadOf(own.map(of));
    const peer = { name: 'coqui-tts', version, ...spreadOf(theirs.map(of)) };
    const ratio = Number((peer.median / ours.median).toPrecision(4));
    return { work, metric, unit, ours, peer, ratio };
  });
}

async function againstPeer(engine: XttsEngine, peer: CoquiPeer, name: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const { audioSeconds } = await speak(engine, { text, requests: 1 });
  const tokens = Math.round((audioSeconds * 24_000) / samplesPerToken);
  for (const { requests, runs } of loads) {
    const [own, theirs] = [new Array<XttsTiming>(), new Array<XttsTiming>()];
    for (let run = 0; run < runs; run += 1) {
      own.push(await speak(engine, { text, requests }));
      theirs.push(await peer.measure({ text, requests, tokens }));
    }
    const work = `XTTS, ${name} against float32, ${tokens} tokens, ${requests} at once, ${threads} threads`;
    const compared = compare(work, own, theirs, peer.version);
    rows.push(...(requests === 1 ? compared.map((row) => ({ ...row, headline: true as const })) : compared));
  }
  return rows;
}

/** XTTS against coqui-tts' own stream: the same random weights at full size, as many tokens, the same threads. */
export async function bench(): Promise<BenchResult> {
  const { PARLEY_BENCH_XTTS_PYTHON: python } = process.env;
  if (!python) {
    throw new BenchSkipped(
      'Set PARLEY_BENCH_XTTS_PYTHON to the python of an environment with docker/models/xtts/requirements.txt.',
    );
  }
  const folder = weights(python);
  const peer = await CoquiPeer.start(python, { folder, threads, speaker });
  const rows: BenchRow[] = [];
  try {
    for (const { dtype, name } of formats) {
      const engine = new XttsEngine({
        name: 'xtts-v2',
        directory: join(folder, 'onnx'),
        device: 'cpu',
        threads,
        dtype,
      });
      await engine.load(never);
      try {
        rows.push(...(await againstPeer(engine, peer, name)));
      } finally {
        await engine.unload();
      }
    }
  } finally {
    peer.stop();
  }
  return {
    bench: 'tts-xtts-speed',
    about:
      'XTTS v2 at its full size with random weights that never choose the stop token, so that both sides speak as many ' +
      "tokens; coqui-tts' inference_stream with its defaults, one request after another since it cannot do otherwise; " +
      'alternating runs after a warm-up.',
    rows,
  };
}
