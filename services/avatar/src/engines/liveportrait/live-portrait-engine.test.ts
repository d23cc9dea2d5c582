import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { describeAvatarEngine } from '../avatar-engine.conformance.js';
import { defaultPortraitId } from '../avatar-engine.js';
import type { FrameQuality, PortraitPicture, PortraitSource } from '../avatar-engine.js';
import { bankPlan } from '../bank/bank-plan.js';
import { defaultPortraitSvg } from '../mesh-warp/default-portrait.js';
import { MeshWarpEngine } from '../mesh-warp/mesh-warp-engine.js';
import { restingFace } from '../motion/face-motion.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import type { BankEvent } from './bank-keeper.js';
import { LivePortraitDrawing } from './live-portrait-drawing.js';
import { LivePortraitEngine } from './live-portrait-engine.js';
import type { LivePortraitLoad } from './live-portrait-protocol.js';
import { writeAnalyticModel } from './testing/write-analytic-model.js';

/** Two processes start, and a bank of some fifty pictures is drawn; the machine may be busy. */
const slowMs = 180_000;

const folder = mkdtempSync(join(tmpdir(), 'parley-liveportrait-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const model = join(folder, 'model');
writeAnalyticModel(model);

const photo = fileURLToPath(new URL('../../../../../../shared/data/portraits/s12.jpg', import.meta.url));
const portrait = existsSync(photo) ? readFileSync(photo) : undefined;

interface Watched {
  engine: LivePortraitEngine;
  banks: BankEvent[];
  notes: string[];
}

const loadOf = (cache: string): LivePortraitLoad => ({
  directory: model,
  finder: { type: 'embedded' },
  device: 'cpu',
  threads: 1,
  cacheDirectory: join(folder, 'graphs'),
  features: { folder: join(folder, cache), mostBytes: 2 ** 28 },
  preparedBytes: 2 ** 27,
});

function create(
  portraits: PortraitSource,
  { best = 'direct', cache = 'cache' }: { best?: FrameQuality; cache?: string } = {},
): Watched {
  const banks: BankEvent[] = [];
  const notes: string[] = [];
  const engine = new LivePortraitEngine({
    ...loadOf(cache),
    name: 'analytic',
    banks: { folder: join(folder, cache), mostBytes: 2 ** 28 },
    bestQuality: best,
    // However busy the machine is, the network is quick enough here: what is drawn does not depend on its speed.
    frameMs: 60_000,
    portraits,
    onEvent: () => undefined,
    onBank: (event) => banks.push(event),
    onNote: (note) => notes.push(note),
  });
  return { engine, banks, notes };
}

describeAvatarEngine('liveportrait', { create: (portraits) => create(portraits).engine, portrait });

describe('LivePortrait', { timeout: slowMs }, () => {
  const pictures = new Map<string, PortraitPicture>(portrait && [['photo', { bytes: portrait }]]);
  const source: PortraitSource = { read: async (id) => pictures.get(id) };
  const open: LivePortraitEngine[] = [];
  const load = async (options?: Parameters<typeof create>[1]): Promise<Watched> => {
    const watched = create(source, options);
    open.push(watched.engine);
    await watched.engine.load();
    return watched;
  };
  const frame = async (
    engine: LivePortraitEngine,
    motion: Partial<FaceMotion> = {},
    id = defaultPortraitId,
  ) => {
    const request = { portrait: id, motion: { ...restingFace, ...motion }, quality: 90, session: 's' };
    return pixelsOf(await engine.renderFrame({ ...request, format: 'jpeg' }));
  };
  const bankReady = (engine: LivePortraitEngine, id = defaultPortraitId) =>
    vi.waitFor(() => expect(engine.prepareLive(id)).toEqual({ quality: 'bank', progress: undefined }), {
      timeout: slowMs,
      interval: 100,
    });

  afterEach(() => Promise.all(open.splice(0).map((engine) => engine.unload())));

  it('draws a bank once, and stills between its pictures; after a restart it is found again', async () => {
    const first = await load({ best: 'bank' });
    const seen = new Set<number | undefined>();
    await vi.waitFor(
      async () => {
        const { quality, progress } = first.engine.prepareLive(defaultPortraitId);
        if (seen.add(progress).size === 3) {
          await first.engine.renderStill({
            portrait: defaultPortraitId,
            motion: restingFace,
            format: 'jpeg',
          });
          expect(first.engine.prepareLive(defaultPortraitId).progress).toBeLessThan(1);
        }
        expect(quality).toBe('bank');
      },
      { timeout: slowMs, interval: 20 },
    );
    expect(seen.size).toBeGreaterThan(5);
    expect(first.banks).toMatchObject([{ type: 'bank-drawn', portrait: defaultPortraitId }]);
    const settledFrame = () => vi.waitFor(() => frame(first.engine, { jawOpen: 0.5 }));
    const drawn = await settledFrame();
    await first.engine.unload();

    const second = await load({ best: 'bank' });
    await bankReady(second.engine);
    expect(second.banks).toEqual([]);
    expect(difference(await frame(second.engine, { jawOpen: 0.5 }), drawn)).toBe(0);
  });

  it('gives way from the mesh to the bank without a visible jump', async () => {
    const { engine } = await load({ best: 'bank' });
    const steps: number[] = [];
    let last = await frame(engine);
    let afterBank = 0;
    // A fade takes a third of a second; frames here come as fast as they can be drawn.
    const endsAt = () => performance.now() + 1_000;
    let until = Number.POSITIVE_INFINITY;
    while (performance.now() < until) {
      const next = await frame(engine);
      steps.push(difference(next, last));
      last = next;
      if (engine.prepareLive(defaultPortraitId).quality === 'bank' && afterBank++ === 0) until = endsAt();
    }
    expect(afterBank).toBeGreaterThan(3);
    expect(Math.max(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThan(1.5);
  });

  it('keeps live frames coming while its process is killed, and goes on with the bank when it is back', async () => {
    const { engine } = await load({ cache: 'killed' });
    expect(engine.prepareLive(defaultPortraitId).quality).toBe('direct');
    const { pid } = engine.status();
    if (pid === undefined) throw new Error('The engine has no process.');
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(engine.status().state).not.toBe('ready'));
    expect((await frame(engine)).byteLength).toBe(3 * 512 * 512);
    await vi.waitFor(() => expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 }), {
      timeout: slowMs,
    });
    await vi.waitFor(() => expect(engine.prepareLive(defaultPortraitId).progress).toBeGreaterThan(0), {
      timeout: slowMs,
    });
  });

  it('says that what it makes cannot be kept, and goes on', async () => {
    // A file where the folder should be: as little room as on a full disk.
    writeFileSync(join(folder, 'full'), '');
    const { engine, notes } = await load({ best: 'mesh', cache: 'full' });
    await engine.inspect('photo', { bytes: await photoOrDrawing() });
    await vi.waitFor(() => expect(notes).toContainEqual(expect.stringMatching(/could not be kept/)));
  });

  it('shows in its bank what the network draws', async () => {
    const { engine } = await load({ best: 'bank' });
    await bankReady(engine);
    const mesh = new MeshWarpEngine({ portraits: source });
    await mesh.load();
    const { square } = await mesh.livePlace(defaultPortraitId);
    await mesh.unload();
    const network = await LivePortraitDrawing.open(loadOf('compared'));
    const { signal } = new AbortController();
    const compare = async (motion: FaceMotion): Promise<number> => {
      const wanted = await network.square({ portrait: defaultPortraitId, motion, square }, signal);
      return signalToNoise(await frame(engine, motion), wanted.rgb);
    };
    // The first frames fade from the mesh.
    await vi.waitFor(async () => expect(await compare(restingFace)).toBeGreaterThan(32));
    for (const { motion } of bankPlan.slice(0, 8)) expect(await compare(motion)).toBeGreaterThan(28);
  });

  it('moves a portrait as the face in a video moves', async () => {
    const { engine } = await load({ best: 'mesh', cache: 'driven' });
    const clip = { portrait: defaultPortraitId, longestSide: 256 };
    const motions = [0, 0.4, 0.8].map((jawOpen) => ({ ...restingFace, jawOpen }));
    const driven: RgbPicture[] = [];
    for await (const picture of engine.driveClip(clip, engine.renderClip(clip, motions)))
      driven.push(picture);
    expect(driven.map(({ width, height }) => [width, height])).toEqual([
      [256, 256],
      [256, 256],
      [256, 256],
    ]);
    const faceless = { rgb: new Uint8Array(3 * 64 * 64), width: 64, height: 64 };
    async function* empty(): AsyncGenerator<RgbPicture> {
      yield faceless;
    }
    await expect(engine.driveClip(clip, empty())[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'no_face_found',
    });
  });
});

/** A picture with a face: Parley's own where the photo is not there. */
async function photoOrDrawing(): Promise<Uint8Array> {
  return portrait ?? sharp(Buffer.from(defaultPortraitSvg)).jpeg().toBuffer();
}

async function pixelsOf(jpeg: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await sharp(jpeg).removeAlpha().raw().toBuffer());
}

/** Mean difference of two pictures, in steps of 255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

/** Peak signal to noise, in dB. */
function signalToNoise(a: Uint8Array, b: Uint8Array): number {
  const squares = a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / squares);
}
