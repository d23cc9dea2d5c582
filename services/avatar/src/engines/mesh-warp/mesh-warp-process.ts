import { ParleyError } from '@parley/contracts';
import { serveEngine } from '@parley/inference';
import { LRUCache } from 'lru-cache';
import sharp from 'sharp';
import { defaultPortraitId } from '../avatar-engine.js';
import { restingFace } from '../motion/face-motion.js';
import { clipPicture, encodeFrame, encodeStill } from '../picture/encode-image.js';
import type { FaceRenderer } from './face-renderer.js';
import type { MeshWarpLoad, MeshWarpProtocol } from './mesh-warp-protocol.js';
import { prepareDefaultPortrait, preparePortrait } from './prepared-portrait.js';
import type { PreparedPortrait } from './prepared-portrait.js';

/** Frames drawn before the engine counts as warm: V8 has compiled the warp by then. */
const warmUpFrames = 12;

serveEngine<MeshWarpLoad, MeshWarpProtocol>(async ({ preparedCacheBytes }) => {
  // One thread encodes while the next frame is warped; more would only contend for the machine's other engines.
  sharp.concurrency(1);
  sharp.cache(false);
  const own = await prepareDefaultPortrait();
  const prepared = new LRUCache<string, PreparedPortrait>({
    maxSize: preparedCacheBytes,
    sizeCalculation: (portrait) => portrait.bytes,
  });
  for (let i = 0; i < warmUpFrames; i++) {
    const motion = { ...restingFace, jawOpen: i / warmUpFrames, yaw: i / 4, eyesClosed: i / warmUpFrames };
    await encodeFrame(draw(own.live, motion), 80);
  }

  const portraitOf = (id: string): PreparedPortrait => {
    const portrait = id === defaultPortraitId ? own : prepared.get(id);
    if (portrait) return portrait;
    throw new ParleyError('not_found', 'This portrait is not known here. Please upload it again.', {
      param: 'portrait',
    });
  };

  return {
    addPortrait: async ({ id, picture }, { signal }) => {
      const known = prepared.get(id);
      const portrait = known ?? (await preparePortrait(picture.bytes, signal));
      if (!known) prepared.set(id, portrait);
      return { width: portrait.width, height: portrait.height, faces: portrait.faces };
    },
    forgetPortrait: async ({ id }) => {
      prepared.delete(id);
    },
    renderStill: async ({ portrait, motion, format }) =>
      encodeStill(draw(portraitOf(portrait).still, motion), format),
    renderFrame: async ({ portrait, motion, quality }) =>
      encodeFrame(draw(portraitOf(portrait).live, motion), quality),
    renderPicture: async ({ portrait, motion, longestSide }) =>
      clipPicture(draw(portraitOf(portrait).still, motion), longestSide),
  };
});

/** A buffer of its own for each frame: the last one is still being encoded, on another thread. */
function draw(
  renderer: FaceRenderer,
  motion: Parameters<FaceRenderer['draw']>[0],
): {
  rgba: Uint8Array;
  width: number;
  height: number;
} {
  const rgba = renderer.createBuffer();
  renderer.draw(motion, rgba);
  return { rgba, width: renderer.width, height: renderer.height };
}
