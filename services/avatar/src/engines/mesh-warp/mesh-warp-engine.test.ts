import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeAvatarEngine } from '../avatar-engine.conformance.js';
import { restingFace } from '../motion/face-motion.js';
import { encodeBank } from '../bank/bank-file.js';
import { bankOfMesh } from '../bank/testing/mesh-pictures.js';
import { MeshWarpEngine } from './mesh-warp-engine.js';
import { prepareDefaultPortrait } from './prepared-portrait.js';

/** Two starts and three detections; the machine may be busy. */
const slowMs = 120_000;

const file = fileURLToPath(new URL('../../../../../../shared/data/portraits/s12.jpg', import.meta.url));
const portrait = existsSync(file) ? readFileSync(file) : undefined;

describeAvatarEngine('mesh-warp', {
  create: (portraits) => new MeshWarpEngine({ portraits }),
  portrait,
});

describe('the mesh warp’s process', () => {
  let engine: MeshWarpEngine;

  afterEach(() => engine.unload());

  it.skipIf(!portrait)(
    'is given uploaded portraits again after it was killed',
    async () => {
      const picture = { bytes: portrait ?? new Uint8Array() };
      engine = new MeshWarpEngine({ portraits: { read: async () => picture } });
      await engine.load();
      await engine.inspect('photo', picture);
      const { pid } = engine.status();
      if (pid === undefined) throw new Error('The engine has no process.');
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 }), {
        timeout: 20_000,
      });
      const frame = await engine.renderFrame({
        portrait: 'photo',
        motion: restingFace,
        format: 'jpeg',
        quality: 80,
      });
      expect(frame.byteLength).toBeGreaterThan(5000);
    },
    slowMs,
  );

  it(
    'draws everybody’s frames in turn, whoever asks for more than its share',
    async () => {
      engine = new MeshWarpEngine({ portraits: { read: async () => undefined } });
      await engine.load();
      const done: string[] = [];
      const ask = async (session: string): Promise<void> => {
        const motion = { ...restingFace, jawOpen: done.length / 50 };
        await engine.renderFrame({ portrait: 'default', motion, format: 'i420', quality: 80, session });
        done.push(session);
      };
      for (let round = 0; round < 5; round++) {
        done.length = 0;
        const greedy = Array.from({ length: 8 }, () => ask('greedy'));
        await Promise.all([...greedy, ask('a'), ask('b'), ask('c')]);
        // One frame may have begun before the others' requests came, and one is in its turn.
        for (const session of ['a', 'b', 'c']) expect(done.indexOf(session)).toBeLessThanOrEqual(5);
        expect(done.slice(0, 6).filter((session) => session === 'greedy').length).toBeLessThanOrEqual(3);
      }
    },
    slowMs,
  );

  it(
    'refuses frames from a bank that it does not have, and a bank that cannot be read',
    async () => {
      engine = new MeshWarpEngine({ portraits: { read: async () => undefined } });
      await engine.load();
      const request = { portrait: 'default', motion: restingFace, format: 'jpeg', quality: 80 } as const;
      await expect(engine.renderLayer({ ...request, layer: 'bank' })).rejects.toMatchObject({
        code: 'not_found',
        param: 'bank',
      });
      await expect(engine.addBank('default', Buffer.from('no bank'))).rejects.toMatchObject({
        code: 'unreadable_bank',
      });
    },
    slowMs,
  );

  it(
    'fades from the mesh to the bank without a jump',
    async () => {
      const { live } = await prepareDefaultPortrait();
      const bank = encodeBank(bankOfMesh(live));
      engine = new MeshWarpEngine({ portraits: { read: async () => undefined } });
      await engine.load();
      await engine.addBank('default', bank);
      const motion = { ...restingFace, jawOpen: 0.3, yaw: 3 };
      const draw = async (weight?: number): Promise<Uint8Array> => {
        const fade = weight === undefined ? undefined : ({ from: 'mesh', weight } as const);
        const request = { portrait: 'default', motion, format: 'i420', quality: 80, layer: 'bank' } as const;
        const { bytes, drawMs } = await engine.renderLayer({ ...request, fade });
        expect(drawMs).toBeGreaterThan(0);
        return bytes;
      };
      const mesh = await engine.renderFrame({ portrait: 'default', motion, format: 'i420', quality: 80 });
      expect(Buffer.compare(await draw(0), mesh)).toBe(0);
      const whole = difference(await draw(), mesh);
      let before = mesh;
      for (let step = 1; step <= 8; step++) {
        const frame = await draw(step / 8);
        // An eighth of the way each time, rounding apart.
        expect(difference(frame, before)).toBeLessThan(whole / 8 + 0.5);
        before = frame;
      }
      expect(difference(before, await draw())).toBeLessThan(0.5);
      const { square, frame } = await engine.livePlace('default');
      expect(square).toEqual({ left: 0, top: 0, side: 1024 });
      expect(frame).toEqual(live.frame);
    },
    slowMs,
  );
});

function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}
