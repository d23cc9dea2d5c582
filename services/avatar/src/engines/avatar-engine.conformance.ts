import { defaultPortraitId } from './avatar-engine.js';
import type { AvatarEngine } from './avatar-engine.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveSession } from './live-session.js';
import { restingFace } from './motion/face-motion.js';

export interface AvatarConformance {
  create: () => AvatarEngine;
  /** A picture with a face; tests that need one are skipped where there is none. */
  portrait: Uint8Array | undefined;
}

/** What every avatar engine must do, whatever draws its pixels. */
export function describeAvatarEngine(name: string, { create, portrait }: AvatarConformance): void {
  describe(`${name} as an avatar engine`, () => {
    let engine: AvatarEngine;

    beforeAll(async () => {
      engine = create();
      await engine.load();
    });

    afterAll(() => engine.unload());

    const still = (motion = restingFace): ReturnType<AvatarEngine['renderStill']> =>
      engine.renderStill({ portrait: defaultPortraitId, motion, format: 'png' });

    it('is ready after loading and knows Parley’s own portrait', () => {
      expect(engine.status().state).toBe('ready');
      expect(engine.portrait(defaultPortraitId)).toMatchObject({ id: defaultPortraitId, faces: 1 });
    });

    it('draws live frames of 512 x 512, the same for the same motion, another for another', async () => {
      const frame = (jawOpen: number): Promise<Uint8Array> =>
        engine.renderFrame({ portrait: defaultPortraitId, motion: { ...restingFace, jawOpen }, quality: 80 });
      const [rest, again, open] = [await frame(0), await frame(0), await frame(0.7)];
      expect(await sharp(rest).metadata()).toMatchObject({ format: 'jpeg', width: 512, height: 512 });
      expect(Buffer.compare(rest, again)).toBe(0);
      expect(Buffer.compare(rest, open)).not.toBe(0);
    });

    it('draws stills as JPEG and PNG in the portrait’s own proportions', async () => {
      const size = engine.portrait(defaultPortraitId);
      for (const format of ['jpeg', 'png'] as const) {
        const { bytes, contentType } = await engine.renderStill({
          portrait: defaultPortraitId,
          motion: restingFace,
          format,
        });
        const metadata = await sharp(bytes).metadata();
        expect(contentType).toBe(`image/${format}`);
        expect(metadata.format).toBe(format);
        expect(metadata.width / metadata.height).toBeCloseTo((size?.width ?? 0) / (size?.height ?? 1), 2);
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
      await expect(engine.renderFrame({ ...unknown, quality: 80 })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(engine.renderStill({ ...unknown, format: 'png' })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(engine.addPortrait(new Uint8Array())).rejects.toMatchObject({ code: 'empty_file' });
      await expect(engine.addPortrait(Buffer.from('no picture'))).rejects.toMatchObject({
        code: 'unreadable_image',
      });
      expect(engine.portrait('f'.repeat(64))).toBeUndefined();
    });

    it('gives up when it is told to', async () => {
      const aborted = AbortSignal.abort();
      const request = { portrait: defaultPortraitId, motion: restingFace, quality: 80 };
      await expect(engine.renderFrame(request, aborted)).rejects.toMatchObject({ code: 'cancelled' });
    });

    it.skipIf(!portrait)('takes an uploaded portrait, known by its bytes', async () => {
      if (!portrait) return;
      const added = await engine.addPortrait(portrait);
      expect(added.id).toMatch(/^[0-9a-f]{64}$/);
      expect(await engine.addPortrait(portrait)).toEqual(added);
      const { bytes } = await engine.renderStill({ portrait: added.id, motion: restingFace, format: 'jpeg' });
      const metadata = await sharp(bytes).metadata();
      expect(metadata.width / metadata.height).toBeCloseTo(added.width / added.height, 2);
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
