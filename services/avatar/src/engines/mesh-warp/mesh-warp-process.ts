import { serveEngine } from '@parley/inference';
import sharp from 'sharp';
import { defaultPortraitId } from '../avatar-engine.js';
import { restingFace } from '../motion/face-motion.js';
import { encodeFrame } from '../picture/encode-image.js';
import { drawGeneratedMark } from '../picture/generated-mark.js';
import { toI420 } from '../picture/i420.js';
import { rgbOf } from '../picture/picture.js';
import type { RgbaPicture } from '../picture/picture.js';
import { FairTurns } from './fair-turns.js';
import { LivePortraits } from './live-portraits.js';
import type { LayerFrame, LayerFrameRequest, MeshWarpLoad, MeshWarpProtocol } from './mesh-warp-protocol.js';
import { defaultPortrait } from './prepared-portrait.js';

/** Frames drawn before the engine counts as warm: V8 has compiled the warp by then. */
const warmUpFrames = 12;

serveEngine<MeshWarpLoad, MeshWarpProtocol>(async (load) => {
  // One thread encodes while the next frame is warped; more would only contend for the machine's other engines.
  sharp.concurrency(1);
  sharp.cache(false);
  const portraits = new LivePortraits((await defaultPortrait()).live, load);
  const turns = new FairTurns();
  await warmUp(portraits);

  return {
    addPortrait: async ({ id, live }) => portraits.add(id, live),
    addBank: ({ id, bytes }, { signal }) =>
      portraits.addBank(id, bytes, () =>
        turns.take({ name: 'banks', patient: true }, () => undefined, signal),
      ),
    forgetPortrait: async ({ id }) => portraits.forget(id),
    livePlace: async ({ portrait }) => {
      const { square, renderer } = portraits.get(portrait);
      return { square, frame: renderer.frame };
    },
    renderFrame: async (request, { signal }) => {
      const party = { name: `session ${request.session ?? ''}` };
      const { picture, drawMs } = await turns.take(party, () => timed(portraits, request), signal);
      return { bytes: await encoded(picture, request), drawMs } satisfies LayerFrame;
    },
    renderRgb: async ({ portrait, motion, layer }, { signal }) =>
      turns.take({ name: 'layers' }, () => rgbOf(portraits.drawLayer(portrait, motion, layer)).rgb, signal),
  };
});

function timed(
  portraits: LivePortraits,
  request: LayerFrameRequest,
): { picture: RgbaPicture; drawMs: number } {
  const startedAt = performance.now();
  const picture = portraits.drawFrame(request);
  const drawMs = performance.now() - startedAt;
  if (request.mark) drawGeneratedMark(picture);
  return { picture, drawMs };
}

async function encoded(
  picture: RgbaPicture,
  { format, quality }: Pick<LayerFrameRequest, 'format' | 'quality'>,
): Promise<Uint8Array> {
  return format === 'i420' ? toI420(picture) : encodeFrame(picture, quality);
}

async function warmUp(portraits: LivePortraits): Promise<void> {
  for (let i = 0; i < warmUpFrames; i++) {
    const motion = { ...restingFace, jawOpen: i / warmUpFrames, yaw: i / 4, eyesClosed: i / warmUpFrames };
    const picture = portraits.drawLayer(defaultPortraitId, motion, 'mesh');
    await encoded(picture, { format: i % 2 === 0 ? 'jpeg' : 'i420', quality: 80 });
  }
}
