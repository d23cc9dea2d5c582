import { setTimeout as delay } from 'node:timers/promises';
import { framesPerSecond } from '@parley/contracts';
import sharp from 'sharp';
import { defaultPortraitId } from '../../../services/avatar/src/engines/avatar-engine.js';
import type { FrameFormat } from '../../../services/avatar/src/engines/avatar-engine.js';
import { encodeBank } from '../../../services/avatar/src/engines/bank/bank-file.js';
import { bankOfMesh } from '../../../services/avatar/src/engines/bank/testing/mesh-pictures.js';
import { defaultPortraitSvg } from '../../../services/avatar/src/engines/mesh-warp/default-portrait.js';
import { MeshWarpEngine } from '../../../services/avatar/src/engines/mesh-warp/mesh-warp-engine.js';
import { prepareDefaultPortrait } from '../../../services/avatar/src/engines/mesh-warp/prepared-portrait.js';
import { restingFace } from '../../../services/avatar/src/engines/motion/face-motion.js';
import { type BenchResult, type BenchRow, spreadOf } from '../result.js';
import { speakingMotions } from './speaking-face.js';

const sessions = 4;
const durationMs = 20_000;
const frameMs = 1000 / framesPerSecond;
const portraits = 5;

interface Watched {
  drawn: number;
  dropped: number;
  /** From the moment that a frame was due to its arrival. */
  latenessMs: number[];
  largestGapMs: number;
}

/** One viewer: a frame is asked for when it is due, and dropped where the one before is not there yet. */
async function watch(engine: MeshWarpEngine, session: number, format: FrameFormat): Promise<Watched> {
  const motions = speakingMotions(durationMs, session + 1);
  const startMs = performance.now() + (session * frameMs) / sessions;
  const watched: Watched = { drawn: 0, dropped: 0, latenessMs: [], largestGapMs: 0 };
  let lastMs: number | undefined;
  for (const [n, motion] of motions.entries()) {
    const dueMs = startMs + n * frameMs;
    const waitMs = dueMs - performance.now();
    if (waitMs < -frameMs) {
      watched.dropped += 1;
      continue;
    }
    if (waitMs > 0) await delay(waitMs);
    const request = { portrait: defaultPortraitId, motion, format, quality: 80, session: `${session}` };
    await engine.renderLayer({ ...request, layer: 'bank' });
    const hereMs = performance.now();
    watched.latenessMs.push(hereMs - dueMs);
    watched.largestGapMs = Math.max(watched.largestGapMs, hereMs - (lastMs ?? hereMs));
    lastMs = hereMs;
    watched.drawn += 1;
  }
  return watched;
}

async function together(
  engine: MeshWarpEngine,
  format: FrameFormat,
  meanwhile?: string,
): Promise<BenchRow[]> {
  const all = await Promise.all(
    Array.from({ length: sessions }, (_, session) => watch(engine, session, format)),
  );
  const lateness = all.flatMap(({ latenessMs }) => latenessMs).toSorted((a, b) => a - b);
  const at = (share: number): number => lateness[Math.floor(lateness.length * share)] ?? Number.NaN;
  const work = `${sessions} sessions at ${framesPerSecond} frames a second from banks, as ${format === 'i420' ? 'I420' : 'JPEG'}${meanwhile ? `, ${meanwhile}` : ''}`;
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  return [
    { metric: 'frames drawn', unit: 'frames', ours: spreadOf([sum(all.map(({ drawn }) => drawn))]) },
    { metric: 'frames dropped', unit: 'frames', ours: spreadOf([sum(all.map(({ dropped }) => dropped))]) },
    { metric: 'from due to drawn and here, p50', unit: 'ms', ours: spreadOf([at(0.5)]) },
    { metric: 'from due to drawn and here, p99', unit: 'ms', ours: spreadOf([at(0.99)]) },
    {
      metric: 'largest gap between frames',
      unit: 'ms',
      ours: spreadOf(all.map(({ largestGapMs }) => largestGapMs)),
    },
  ].map((row) => ({ work, ...row }));
}

/** A photo that was just uploaded, until its first frame is there; each a little different, so that none is remembered. */
async function firstFrames(engine: MeshWarpEngine, name: string): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < portraits; n++) {
    const bytes = await sharp(Buffer.from(defaultPortraitSvg))
      .resize(900 + 8 * n + name.length)
      .jpeg()
      .toBuffer();
    const startedAt = performance.now();
    await engine.inspect(`${name}-${n}`, { bytes });
    const request = { portrait: `${name}-${n}`, motion: restingFace, format: 'jpeg', quality: 80 } as const;
    await engine.renderFrame(request);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** New portraits and their banks, one after another. */
async function uploads(engine: MeshWarpEngine, bank: Uint8Array): Promise<void> {
  await delay(durationMs / 4);
  await firstFrames(engine, 'upload');
  for (let n = 0; n < portraits; n++) await engine.addBank(`upload-${n}`, bank);
}

/** Several living faces on one engine: whether all are served in time, and what they hold. */
export async function bench(): Promise<BenchResult> {
  const engine = new MeshWarpEngine({ portraits: { read: async () => undefined } });
  await engine.load();
  try {
    const times = await firstFrames(engine, 'photo');
    const first: BenchRow = {
      work: 'a portrait from its upload to its first live frame (mesh)',
      metric: 'time to first frame',
      unit: 'ms',
      ours: spreadOf(times),
    };
    const bank = encodeBank(bankOfMesh((await prepareDefaultPortrait()).live));
    await engine.addBank(defaultPortraitId, bank);
    const rows = [...(await together(engine, 'i420')), ...(await together(engine, 'jpeg'))];
    const [disturbed] = await Promise.all([
      together(engine, 'i420', `while ${portraits} portraits are uploaded and ${portraits} banks delivered`),
      uploads(engine, bank),
    ]);
    rows.push(...disturbed);
    const memory: BenchRow = {
      work: `the engine process with ${sessions} sessions, ${2 * portraits + 1} portraits and ${portraits + 1} banks, with that of stills`,
      metric: 'memory',
      unit: 'MB',
      ours: spreadOf([engine.status().memoryMb ?? Number.NaN]),
    };
    return {
      bench: 'avatar-live-sessions',
      about: `Live frames of 512 x 512 for ${durationMs / 1000} s, each viewer speaking, on all cores of the machine; a frame is dropped where the one before comes a frame late.`,
      rows: [...rows, first, memory],
    };
  } finally {
    await engine.unload();
  }
}
