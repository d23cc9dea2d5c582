import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { EspeakProgram } from '../../../services/tts/src/engines/espeak/espeak-program.js';
import { KokoroEngine } from '../../../services/tts/src/engines/kokoro/kokoro-engine.js';
import { readVocabulary } from '../../../services/tts/src/engines/kokoro/phonemes/vocabulary.js';
import { type BenchResult, type BenchRow, BenchSkipped, spreadOf } from '../result.js';

const never = new AbortController().signal;
const runs = 3;
const texts = {
  'one sentence': 'The train leaves at noon.',
  'four sentences':
    'The train leaves at noon from the old station. Nobody knows how long it takes. ' +
    'Bring bread, water and a good book. We shall meet again in the evening.',
};

const timing = z.object({ firstAudioMs: z.number(), totalMs: z.number(), audioMs: z.number() });
type Timing = z.infer<typeof timing>;

/** Kokoro with random weights at its full size; prepared once and kept in the temporary folder. */
function weights(python: string): string {
  const folder = join(tmpdir(), 'parley-bench-kokoro');
  if (existsSync(join(folder, 'complete'))) return folder;
  const script = fileURLToPath(new URL('kokoro_speed_weights.py', import.meta.url));
  const vocabulary = JSON.stringify(Object.fromEntries(readVocabulary(folder)));
  execFileSync(python, [script, folder], { input: vocabulary, stdio: ['pipe', 'ignore', 'inherit'] });
  return folder;
}

class KokoroJs {
  private constructor(
    private readonly child: ReturnType<typeof spawn>,
    private readonly lines: AsyncIterator<string>,
    readonly version: string,
  ) {}

  static async start(folder: string): Promise<KokoroJs> {
    const script = fileURLToPath(new URL('kokoro-speed-peer.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(value ?? '{}'));
    return new KokoroJs(child, lines, version);
  }

  async speak(text: string): Promise<Timing> {
    this.child.stdin?.write(`${JSON.stringify({ text })}\n`);
    const { value } = await this.lines.next();
    return timing.parse(JSON.parse(value ?? '{}'));
  }

  stop(): void {
    this.child.kill();
  }
}

async function speak(engine: KokoroEngine, text: string): Promise<Timing> {
  const start = performance.now();
  let firstAudioMs: number | undefined;
  let bytes = 0;
  for await (const { pcm16 } of engine.synthesize(
    { text, language: 'en', voice: 'af_heart', speed: 1 },
    never,
  )) {
    firstAudioMs ??= performance.now() - start;
    bytes += pcm16.byteLength;
  }
  return {
    firstAudioMs: firstAudioMs ?? Number.NaN,
    totalMs: performance.now() - start,
    audioMs: bytes / 48,
  };
}

const metrics: [metric: string, unit: string, of: (timing: Timing) => number][] = [
  ['time to first audio', 'ms', ({ firstAudioMs }) => firstAudioMs],
  ['time for a second of speech', 'ms', ({ totalMs, audioMs }) => (1_000 * totalMs) / audioMs],
];

function compare(work: string, own: Timing[], theirs: Timing[], version: string): BenchRow[] {
  return metrics.map(([metric, unit, of]) => {
    const ours = spreadOf(own.map(of));
    const peer = { name: 'kokoro-js', version, ...spreadOf(theirs.map(of)) };
    const ratio = Number((peer.median / ours.median).toPrecision(4));
    return { work, metric, unit, ours, peer, ratio };
  });
}

/** Kokoro against kokoro-js: the same graph with the same random weights, on all cores. */
export async function bench(): Promise<BenchResult> {
  const { PARLEY_BENCH_PYTHON: python, PARLEY_BENCH_KOKORO_JS: home } = process.env;
  if (!python || !home) {
    throw new BenchSkipped(
      'Set PARLEY_BENCH_PYTHON to the python of an environment with torch, transformers, onnx and kokoro, and ' +
        'PARLEY_BENCH_KOKORO_JS to a folder in which kokoro-js is installed.',
    );
  }
  const folder = weights(python);
  const engine = new KokoroEngine({
    name: 'kokoro-82m',
    directory: folder,
    device: 'cpu',
    threads: 2,
    espeak: new EspeakProgram(),
  });
  await engine.load(never);
  const peer = await KokoroJs.start(folder);
  const rows: BenchRow[] = [];
  try {
    await speak(engine, 'Good morning.');
    for (const [work, text] of Object.entries(texts)) {
      const [own, theirs] = [new Array<Timing>(), new Array<Timing>()];
      for (let run = 0; run < runs; run += 1) {
        own.push(await speak(engine, text));
        theirs.push(await peer.speak(text));
      }
      rows.push(...compare(`Kokoro, ${work}, float32, 2 threads`, own, theirs, peer.version));
    }
  } finally {
    peer.stop();
    await engine.unload();
  }
  return {
    bench: 'tts-kokoro-speed',
    about:
      'Kokoro at its full size with random weights, each symbol lasting 100 ms; each side its own phonemes (both from ' +
      'espeak-ng) and its own way of cutting the text; alternating runs after a warm-up.',
    rows,
  };
}
