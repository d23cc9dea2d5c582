import { defaultPortraitId } from './avatar-engine.js';
import type { AvatarEngine, PortraitPicture, PortraitSource } from './avatar-engine.js';
import { frameSize } from '@parley/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveSession } from './live-session.js';
import { restingFace } from './motion/face-motion.js';
import { i420Bytes, toI420 } from './picture/i420.js';

export interface AvatarConformance {
  create: (portraits: PortraitSource) => AvatarEngine;
  /** A picture with a face; tests that need one are skipped where there is none. */
  portrait: Uint8Array | undefined;
}

/** What every avatar engine must do, whatever draws its pixels. */
export function describeAvatarEngine(name: string, { create, portrait }: AvatarConformance): void {
  describe(`${name} as an avatar engine`, () => {
    let engine: AvatarEngine;
    const pictures = new Map<string, PortraitPicture>();

    beforeAll(async () => {
      engine = create({ read: async (id) => pictures.get(id) });
      await engine.load();
    });

    afterAll(() => engine.unload());

    const still = (motion = restingFace): ReturnType<AvatarEngine['renderStill']> =>
      engine.renderStill({ portrait: defaultPortraitId, motion, format: 'png' });

    it('is ready after loading', () => {
      expect(engine.status().state).toBe('ready');
    });

    it('draws live frames of 512 x 512, the same for the same motion, another for another', async () => {
      const frame = (jawOpen: number): Promise<Uint8Array> =>
        engine.renderFrame({
          portrait: defaultPortraitId,
          motion: { ...restingFace, jawOpen },
          format: 'jpeg',
          quality: 80,
        });
      const [rest, again, open] = [await frame(0), await frame(0), await frame(0.7)];
      expect(await sharp(rest).metadata()).toMatchObject({ format: 'jpeg', width: 512, height: 512 });
      expect(Buffer.compare(rest, again)).toBe(0);
      expect(Buffer.compare(rest, open)).not.toBe(0);
    });

    it('draws live frames as I420 planes of the same picture', async () => {
      const request = { portrait: defaultPortraitId, motion: restingFace, quality: 95 } as const;
      const planes = await engine.renderFrame({ ...request, format: 'i420' });
      const jpeg = await engine.renderFrame({ ...request, format: 'jpeg' });
      expect(planes.byteLength).toBe(i420Bytes(frameSize, frameSize));
      const { data } = await sharp(jpeg).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const same = toI420({ rgb: data, width: frameSize, height: frameSize });
      const difference = planes.reduce((sum, value, i) => sum + Math.abs(value - (same[i] ?? 0)), 0);
      expect(difference / planes.length).toBeLessThan(2);
    });

    it('draws stills as JPEG and PNG in the portrait’s own proportions', async () => {
      for (const format of ['jpeg', 'png'] as const) {
        const { bytes, contentType } = await engine.renderStill({
          portrait: defaultPortraitId,
          motion: restingFace,
          format,
        });
        const metadata = await sharp(bytes).metadata();
        expect(contentType).toBe(`image/${format}`);
        expect(metadata.format).toBe(format);
        // Parley's own portrait is a square.
        expect(metadata.width).toBe(metadata.height);
      }
    });

    it('shuts the eyes and opens the mouth where it is told to', async () => {
      const rest = await still();
      for (const motion of [
        { eyesClosed: 1 },
        { jawOpen: 0.6 },
        { lipCornerUp: 1 },
        { browUp: 1 },
        { yaw: 6 },
      ]) {
        const moved = await still({ ...restingFace, ...motion });
        expect(Buffer.compare(moved.bytes, rest.bytes)).not.toBe(0);
      }
    });

    it('refuses what it does not know or cannot read', async () => {
      const motion = restingFace;
      const unknown = { portrait: 'f'.repeat(64), motion };
      await expect(engine.renderFrame({ ...unknown, format: 'jpeg', quality: 80 })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(engine.renderStill({ ...unknown, format: 'png' })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(engine.inspect('empty', { bytes: new Uint8Array() })).rejects.toMatchObject({
        code: 'empty_file',
      });
      await expect(engine.inspect('text', { bytes: Buffer.from('no picture') })).rejects.toMatchObject({
        code: 'unreadable_image',
      });
    });

    it('gives up when it is told to', async () => {
      const aborted = AbortSignal.abort();
      const request = {
        portrait: defaultPortraitId,
        motion: restingFace,
        format: 'jpeg',
        quality: 80,
      } as const;
      await expect(engine.renderFrame(request, aborted)).rejects.toMatchObject({ code: 'cancelled' });
    });

    describe.skipIf(!portrait)('with a photo', () => {
      const id = 'photo';
      let size: { width: number; height: number };

      beforeAll(async () => {
        const picture = { bytes: portrait ?? new Uint8Array() };
        pictures.set(id, picture);
        size = await engine.inspect(id, picture);
      });

      it('draws it whole, in its own proportions', async () => {
        const { bytes } = await engine.renderStill({ portrait: id, motion: restingFace, format: 'jpeg' });
        const metadata = await sharp(bytes).metadata();
        expect(metadata.width / metadata.height).toBeCloseTo(size.width / size.height, 2);
      });

      it('asks for the picture again when it has forgotten it, and no longer when that is gone', async () => {
        const request = { portrait: id, motion: restingFace, format: 'jpeg', quality: 80 } as const;
        await engine.forget(id);
        expect((await engine.renderFrame(request)).byteLength).toBeGreaterThan(5_000);
        await engine.forget(id);
        pictures.delete(id);
        await expect(engine.renderFrame(request)).rejects.toMatchObject({ code: 'not_found' });
      });
    });

    it('draws a clip, its sides even', async () => {
      const motions = [0, 0.3, 0.6].map((jawOpen) => ({ ...restingFace, jawOpen }));
      const frames = [];
      for await (const picture of engine.renderClip(
        { portrait: defaultPortraitId, longestSide: 301 },
        motions,
      ))
        frames.push(picture);
      expect(frames).toHaveLength(3);
      for (const { rgb, width, height } of frames) {
        expect([width, height]).toEqual([300, 300]);
        expect(rgb.byteLength).toBe(3 * width * height);
      }
    });

    it('feeds a live session that speaks', async () => {
      const session = new LiveSession({ engine, seed: 1 });
      const visemes = [
        { viseme: 'PP', timeMs: 0, durationMs: 80 },
        { viseme: 'aa', timeMs: 80, durationMs: 320 },
      ] as const;
      session.speak({ generation: 1, visemes, audioUntilMs: 400, final: true });
      const stop = new AbortController();
      const spoken: number[] = [];
      for await (const frame of session.frames(stop.signal)) {
        if (frame.mediaTimeMs >= 0) spoken.push(frame.mediaTimeMs);
        else if (spoken.length > 0) stop.abort();
      }
      // A busy machine may drop frames, but never their order, and never the last ones for good.
      expect(spoken[0]).toBe(0);
      expect(spoken).toEqual(spoken.toSorted((a, b) => a - b));
      expect(spoken.length).toBeGreaterThan(2);
    });
  });
}
