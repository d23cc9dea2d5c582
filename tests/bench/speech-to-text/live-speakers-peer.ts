import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StandaloneService } from '../../constellation/standalone-service.js';
import { readTrainedUtterances, trainedModels } from '../../recognition/trained-speech.js';
import { LiveSpeaker } from './live-speaker.js';
import { type BenchResult, type BenchRow, BenchSkipped, percentilesOf, spreadOf } from '../result.js';
import { type PeerReport, WhisperLiveSpeaker } from './whisper-live-speaker.js';

const speakerCounts = [1, 4, 8];
const talkMs = 20_000;

interface PeerSettings {
  python: string;
  model: string;
}

function peerSettings(): PeerSettings {
  const { PARLEY_BENCH_WHISPERLIVE_PYTHON: python, PARLEY_BENCH_WHISPERLIVE_MODEL: model } = process.env;
  if (!python || !model || !existsSync(python) || !existsSync(model)) {
    throw new BenchSkipped(
      'Set PARLEY_BENCH_WHISPERLIVE_PYTHON to the python of an environment with whisper-live, and ' +
        'PARLEY_BENCH_WHISPERLIVE_MODEL to the trained tiny Whisper (tests/reference/trained) as a CTranslate2 folder.',
    );
  }
  return { python, model };
}

/** All speakers at once, not beginning at the same instant. */
async function talkTogether(
  speakers: number,
  open: () => Promise<Pick<WhisperLiveSpeaker, 'talk'>>,
): Promise<PeerReport[]> {
  const utterances = readTrainedUtterances();
  return Promise.all(
    Array.from({ length: speakers }, async (_, index) => {
      await delay((index * 1_500) / speakers);
      const speaker = await open();
      return speaker.talk(utterances.slice(index % 5).concat(utterances), talkMs);
    }),
  );
}

async function ours(speakers: number): Promise<PeerReport[]> {
  const service = await StandaloneService.start('stt', {
    STT_ENGINE: 'whisper',
    STT_MODEL: trainedModels.whisper,
  });
  try {
    return await talkTogether(speakers, () => LiveSpeaker.open(service.url('/ws')));
  } finally {
    await service.stop();
  }
}

async function theirs(speakers: number, { python, model }: PeerSettings): Promise<PeerReport[]> {
  const port = await freePort();
  const script = fileURLToPath(new URL('whisper_live_server.py', import.meta.url));
  const server = spawn(python, [script, String(port), model], { stdio: 'ignore' });
  const url = `ws://127.0.0.1:${port}`;
  try {
    const warm = await whenListening(url, model, server);
    await warm.talk(readTrainedUtterances().slice(0, 1), 1);
    return await talkTogether(speakers, () => WhisperLiveSpeaker.open(url, model));
  } finally {
    server.kill();
  }
}

async function whenListening(url: string, model: string, server: ChildProcess): Promise<WhisperLiveSpeaker> {
  while (server.exitCode === null) {
    try {
      return await WhisperLiveSpeaker.open(url, model);
    } catch {
      await delay(500);
    }
  }
  throw new BenchSkipped('WhisperLive did not start; run whisper_live_server.py to see why.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}

function compare(speakers: number, own: PeerReport[], peers: PeerReport[], version: string): BenchRow[] {
  const work = `${speakers} ${speakers === 1 ? 'speaker' : 'speakers'}, tiny trained Whisper, against WhisperLive`;
  const peer = { name: 'WhisperLive', version };
  const delays = (metric: string, key: 'firstInterimMs' | 'finalMs') => {
    const [row, ...rest] = [own, peers].map((reports) =>
      percentilesOf(
        { work, metric, unit: 'ms' },
        reports.flatMap((report) => report[key]),
      ),
    );
    return (row ?? []).map((line, index): BenchRow => {
      const other = rest[0]?.[index]?.ours;
      if (!other) return line;
      return {
        ...line,
        peer: { ...peer, ...other },
        ratio: Number((other.median / line.ours.median).toPrecision(4)),
        ...(line.metric.endsWith('p50') && { headline: true }),
      };
    });
  };
  const lost = (reports: PeerReport[]) =>
    spreadOf([reports.reduce((sum, { lostUtterances }) => sum + lostUtterances, 0)]);
  return [
    ...delays('first interim after the speech began', 'firstInterimMs'),
    ...delays('final after the speech ended', 'finalMs'),
    {
      work,
      metric: 'utterances without a final',
      unit: 'utterances',
      ours: lost(own),
      peer: { ...peer, ...lost(peers) },
    },
  ];
}

/** Live speech beside WhisperLive, with the same trained network (there through CTranslate2, float32). */
export async function bench(): Promise<BenchResult> {
  const settings = peerSettings();
  const version = execFileSync(
    settings.python,
    ['-c', "from importlib.metadata import version; print(version('whisper-live'))"],
    { encoding: 'utf8' },
  ).trim();
  const rows: BenchRow[] = [];
  for (const speakers of speakerCounts) {
    rows.push(...compare(speakers, await ours(speakers), await theirs(speakers, settings), version));
  }
  return {
    bench: 'live-speakers-peer',
    about:
      'Speakers paced in real time for 20 s each, held-back utterances with pauses of 1.5 s, on either server in turn. ' +
      'A final is a segment that WhisperLive marks as completed, and our final event. Delays count from the waveform.',
    rows,
  };
}
