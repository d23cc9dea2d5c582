import { setTimeout as delay } from 'node:timers/promises';
import { framesPerSecond } from '@parley/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBank } from '../bank/bank-file.js';
import { bankOfMesh } from '../bank/testing/mesh-pictures.js';
import { restingFace } from '../motion/face-motion.js';
import { defaultPortraitSvg } from './default-portrait.js';
import { MeshWarpEngine } from './mesh-warp-engine.js';
import { prepareDefaultPortrait } from './prepared-portrait.js';

const sessions = 4;
const frameMs = 1000 / framesPerSecond;
/**
 * Six frames more than on this machine when nothing else is asked for. An upload in the process of live frames held them for
 * 500 to 1500 ms, and a bank that was read in one step for 450 to 960.
 */
const mostMoreMs = 6 * frameMs;
const aloneMs = 2000;
const attempts = 5;
const slowMs = 120_000;

let engine: MeshWarpEngine;
let photo: Uint8Array;
let bank: Uint8Array;
/** The largest gap when nothing else is asked for. */
let usualGapMs: number;

beforeAll(async () => {
  engine = new MeshWarpEngine({ portraits: { read: async () => undefined } });
  await engine.load();
  photo = await sharp(Buffer.from(defaultPortraitSvg)).resize(1200).jpeg().toBuffer();
  bank = encodeBank(bankOfMesh((await prepareDefaultPortrait()).live));
  ({ gapMs: usualGapMs } = await watched(() => delay(aloneMs)));
}, slowMs);

afterAll(() => engine.unload());

/** Four people watch while the work is done: the largest gap that any of them saw, and the frames of who saw fewest. */
async function watched(work: () => Promise<unknown>): Promise<{ gapMs: number; fewest: number }> {
  const done = new AbortController();
  const watch = async (session: string): Promise<{ gapMs: number; frames: number }> => {
    const request = { portrait: 'default', motion: restingFace, format: 'i420', quality: 80 } as const;
    const seen = { gapMs: 0, frames: 0 };
    for (let lastMs = performance.now(); !done.signal.aborted; seen.frames++) {
      await engine.renderFrame({ ...request, session });
      const nowMs = performance.now();
      seen.gapMs = Math.max(seen.gapMs, nowMs - lastMs);
      lastMs = nowMs;
      await delay(frameMs / 2);
    }
    return seen;
  };
  const watching = Array.from({ length: sessions }, (_, session) => watch(`${session}`));
  await work().finally(() => done.abort());
  const all = await Promise.all(watching);
  return {
    gapMs: Math.max(...all.map(({ gapMs }) => gapMs)),
    fewest: Math.min(...all.map(({ frames }) => frames)),
  };
}

/** Watches until the gap is as small as it should be: other programs may hold a session up once, but not every time. */
async function watchedOften(work: (attempt: number) => Promise<unknown>): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attempts && smallest >= usualGapMs + mostMoreMs; attempt++) {
    const { gapMs, fewest } = await watched(() => work(attempt));
    expect(fewest).toBeGreaterThan(1);
    smallest = Math.min(smallest, gapMs);
  }
  return smallest;
}

describe('live frames go on', () => {
  it(
    'while a portrait is uploaded, and its still drawn',
    async () => {
      const gapMs = await watchedOften(async (attempt) => {
        const portrait = `upload-${attempt}`;
        await engine.inspect(portrait, { bytes: photo });
        await engine.renderStill({ portrait, motion: restingFace, format: 'jpeg' });
      });
      expect(gapMs).toBeLessThan(usualGapMs + mostMoreMs);
    },
    slowMs,
  );

  it(
    'while a bank is delivered',
    async () => {
      const gapMs = await watchedOften(() => engine.addBank('default', bank));
      expect(gapMs).toBeLessThan(usualGapMs + mostMoreMs);
    },
    slowMs,
  );
});
