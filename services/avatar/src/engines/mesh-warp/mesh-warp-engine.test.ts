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

describeAvatarEngine('mesh-warp', {
  create: (portraits) => createAvatarEngine('mesh-warp', { portraits }),
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
});
