import { ParleyError } from '@parley/contracts';
import { serveEngine } from '@parley/inference';
import { LRUCache } from 'lru-cache';
import sharp from 'sharp';
import { defaultPortraitId } from '../avatar-engine.js';
import type { FaceMotion } from '../motion/face-motion.js';
import { clipPicture, encodeStill } from '../picture/encode-image.js';
import { drawGeneratedMark } from '../picture/generated-mark.js';
import type { RgbaPicture } from '../picture/picture.js';
import { FaceRenderer } from './face-renderer.js';
import { FairTurns } from './fair-turns.js';
import type { StillDrawingLoad, StillDrawingProtocol } from './mesh-warp-protocol.js';
import { defaultPortrait, findPortrait } from './prepared-portrait.js';
import type { FoundPortrait } from './prepared-portrait.js';

/** A portrait whose stills are drawn. */
type StillPortrait = Omit<FoundPortrait, 'still'> & { renderer: FaceRenderer };

serveEngine<StillDrawingLoad, StillDrawingProtocol>(async ({ preparedCacheBytes }) => {
  sharp.concurrency(1);
  sharp.cache(false);
  const own = stillPortrait(await defaultPortrait());
  const portraits = new LRUCache<string, StillPortrait>({
    maxSize: preparedCacheBytes,
    sizeCalculation: memoryOf,
  });
  const turns = new FairTurns();

  const get = (id: string): StillPortrait | undefined => (id === defaultPortraitId ? own : portraits.get(id));

  const draw = (id: string, motion: FaceMotion, mark: boolean | undefined): RgbaPicture => {
    const renderer = get(id)?.renderer;
    if (!renderer) {
      const message = 'This portrait is not known here. Please upload it again.';
      throw new ParleyError('not_found', message, { param: 'portrait' });
    }
    const picture = { rgba: renderer.createBuffer(), width: renderer.width, height: renderer.height };
    renderer.draw(motion, picture.rgba);
    if (mark) drawGeneratedMark(picture);
    return picture;
  };

  return {
    addPortrait: async ({ id, picture }, { signal }) => {
      const portrait = get(id) ?? stillPortrait(await findPortrait(picture, signal));
      if (!get(id)) portraits.set(id, portrait);
      const { width, height, faces, live } = portrait;
      return { seen: { width, height, faces }, live };
    },
    forgetPortrait: async ({ id }) => {
      portraits.delete(id);
    },
    renderStill: async ({ portrait, motion, format, mark }, { signal }) =>
      encodeStill(await turns.take({ name: 'stills' }, () => draw(portrait, motion, mark), signal), format),
    renderPicture: async ({ portrait, motion, mark, longestSide }, { signal }) =>
      clipPicture(
        await turns.take({ name: 'clips', patient: true }, () => draw(portrait, motion, mark), signal),
        longestSide,
      ),
  };
});

function stillPortrait({ still, ...portrait }: FoundPortrait): StillPortrait {
  return { ...portrait, renderer: new FaceRenderer(still) };
}

/** A renderer's texture and its buffer for drawing, and the pixels of the live frame. */
function memoryOf({ renderer, live }: StillPortrait): number {
  return 8 * renderer.width * renderer.height + live.model.texture.pixels.byteLength;
}
