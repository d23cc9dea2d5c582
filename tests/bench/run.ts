import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { writeReadmeTable } from './readme-table.js';
import { type BenchResult, BenchSkipped } from './result.js';

/** Every bench, by the name that `npm run bench -- NAME` takes. */
const benches: Record<string, () => Promise<{ bench: () => Promise<BenchResult> }>> = {
  'avatar-live-frames': () => import('./avatar/live-frames.js'),
  'avatar-live-sessions': () => import('./avatar/live-sessions.js'),
  'event-loop': () => import('./event-loop.js'),
  'conversation-latency': () => import('./conversation-latency.js'),
  'live-speakers': () => import('./speech-to-text/live-speakers.js'),
  'live-speakers-peer': () => import('./speech-to-text/live-speakers-peer.js'),
  start: () => import('./start.js'),
  'tts-kokoro-speed': () => import('./text-to-speech/kokoro-speed.js'),
  'tts-xtts-speed': () => import('./text-to-speech/xtts-speed.js'),
  'stt-whisper-speed': () => import('./speech-to-text/whisper-speed.js'),
  'lip-timing': () => import('./text-to-speech/lip-timing.js'),
  'liveportrait-speed': () => import('./avatar/liveportrait-speed.js'),
};

/** Long runs, by the name that `npm run soak -- NAME` takes. */
const soaks: typeof benches = {
  'soak-transcribe-requests': () => import('../soak/transcribe-requests.js'),
};

const resultsFolder = fileURLToPath(new URL('results/', import.meta.url));

function table({ bench, about, rows }: BenchResult): string {
  const lines = rows.map(({ work, metric, unit, ours, peer, ratio }) => {
    const against = peer ? `${peer.name} ${peer.version}: ${peer.median}`.replace(' :', ':') : '';
    return `| ${work} | ${metric} | ${unit} | ${ours.median} (${ours.min} to ${ours.max}) | ${against} | ${ratio ?? ''} |`;
  });
  return [
    `# ${bench}\n\n${about}\n`,
    '| work | metric | unit | Parley: median (min to max) | against | ratio |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

/** Says why a bench is left out; anything else that fails still fails. */
function skipped(error: unknown): undefined {
  if (!(error instanceof BenchSkipped)) throw error;
  console.log(`  skipped: ${error.message}`);
}

async function runBench(name: string): Promise<void> {
  const known = { ...benches, ...soaks };
  const load = known[name];
  if (!load) throw new Error(`There is no bench "${name}". Benches: ${Object.keys(known).join(', ')}.`);
  console.log(`${name} …`);
  const { bench } = await load();
  const result = await bench().catch(skipped);
  if (!result) return;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  const record = {
    bench: result.bench,
    commit,
    cpu: `${cpu?.model ?? 'unknown'}, ${cpus().length} cores`,
    threads: cpus().length,
    versions: { node: process.version },
    about: result.about,
    rows: result.rows,
  };
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(`${resultsFolder}${name}.json`, `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(`${resultsFolder}${name}.md`, table(result));
  console.log(readFileSync(`${resultsFolder}${name}.md`, 'utf8'));
}

const all = process.argv.includes('--soak') ? soaks : benches;
const names = process.argv.slice(2).filter((name) => name !== '--soak');
for (const name of names.length > 0 ? names : Object.keys(all)) await runBench(name);
writeReadmeTable(resultsFolder);
execFileSync('pnpm', ['exec', 'prettier', '--write', '--log-level', 'warn', 'README.md', resultsFolder]);
process.exit(0);
