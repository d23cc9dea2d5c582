import { serveEngine } from '@parley/inference';
import sharp from 'sharp';
import { LivePortraitDrawing } from './live-portrait-drawing.js';
import type { LivePortraitLoad, LivePortraitProtocol } from './live-portrait-protocol.js';

serveEngine<LivePortraitLoad, LivePortraitProtocol>(async (load) => {
  // One picture is encoded while the next is drawn.
  sharp.concurrency(1);
  sharp.cache(false);
  const drawing = await LivePortraitDrawing.open(load);
  /** Lets cancellations in: a run of the network blocks this process. */
  const heard = async (signal: AbortSignal): Promise<void> => {
    await new Promise(setImmediate);
    signal.throwIfAborted();
  };
  return {
    describe: async () => drawing.facts,
    prepare: async ({ id, picture }, { signal }) => drawing.prepare(id, picture, signal),
    forget: async ({ id }) => drawing.forget(id),
    async renderStill(request, { signal }) {
      await heard(signal);
      return drawing.still(request, signal);
    },
    async renderPicture(request, { signal }) {
      await heard(signal);
      return drawing.clipPicture(request, signal);
    },
    async renderFrame(request, { signal }) {
      await heard(signal);
      return drawing.frame(request, signal);
    },
    async renderSquare(request, { signal }) {
      await heard(signal);
      return drawing.square(request, signal);
    },
    async findDriving(picture, { signal }) {
      await heard(signal);
      return drawing.findDriving(picture, signal);
    },
    async readDriving({ picture, bounds }, { signal }) {
      await heard(signal);
      return drawing.readDriving(picture, bounds);
    },
    async renderDriven(request, { signal }) {
      await heard(signal);
      return drawing.drivenPicture(request, signal);
    },
  };
});
