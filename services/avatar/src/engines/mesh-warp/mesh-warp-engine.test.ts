import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeAvatarEngine } from '../avatar-engine.conformance.js';
import { restingFace } from '../motion/face-motion.js';
import { createAvatarEngine } from '../registry.js';
import { MeshWarpEngine } from './mesh-warp-engine.js';

/** Two starts and three detections; the machine may be busy. */
const slowMs = 120_000;

const file = fileURLToPath(new URL('../../../../../../shared/data/portraits/s12.jpg', import.meta.url));
const portrait = existsSync(file) ? readFileSync(file) : undefined;

describeAvatarEngine('mesh-warp', { create: () => createAvatarEngine('mesh-warp'), portrait });

describe('the mesh warp’s process', () => {
  let engine: MeshWarpEngine;

  afterEach(() => engine.unload());

  it.skipIf(!portrait)(
    'is given uploaded portraits again after it was killed',
    async () => {
      engine = new MeshWarpEngine();
      await engine.load();
      const { id } = await engine.addPortrait(portrait ?? new Uint8Array());
      const { pid } = engine.status();
      if (pid === undefined) throw new Error('The engine has no process.');
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 }), {
        timeout: 20_000,
      });
      const frame = await engine.renderFrame({ portrait: id, motion: restingFace, quality: 80 });
      expect(frame.byteLength).toBeGreaterThan(5000);
    },
    slowMs,
  );

  it.skipIf(!portrait)(
    'forgets uploads beyond its bound',
    async () => {
      engine = new MeshWarpEngine({ portraitCacheBytes: (portrait?.byteLength ?? 0) + 10 });
      await engine.load();
      const first = await engine.addPortrait(portrait ?? new Uint8Array());
      expect(engine.portrait(first.id)).toBeDefined();
      // Bytes after the end of a JPEG change its hash and nothing else.
      const second = await engine.addPortrait(
        Buffer.concat([portrait ?? new Uint8Array(), Buffer.from([0])]),
      );
      expect(second.id).not.toBe(first.id);
      expect(engine.portrait(first.id)).toBeUndefined();
      expect(engine.status().portraits).toBe(1);
    },
    slowMs,
  );
});
