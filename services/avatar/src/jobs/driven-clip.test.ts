import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav } from '@parley/audio';
import { JobQueues } from '@parley/queue';
import { TestRedis, isRedisInstalled } from '@parley/queue/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import { type AvatarContext, createContext } from '../context.js';
import { defaultPortraitId } from '../engines/avatar-engine.js';
import { writeAnalyticModel } from '../engines/liveportrait/testing/write-analytic-model.js';
import { restingFace } from '../engines/motion/face-motion.js';
import { createAvatarService } from '../service.js';

const side = 192;
/** Frames of the driving video; its mouth is closed in the first half and open in the second. */
const frameCount = 6;

const hasFfmpeg = (() => {
  try {
    execFileSync('ffprobe', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!isRedisInstalled || !hasFfmpeg)(
  'a job with a driving video (skipped without redis-server or ffmpeg)',
  { timeout: 120_000 },
  () => {
    let folder: string;
    let redis: TestRedis;
    let queues: JobQueues;
    let context: AvatarContext;
    let service: ReturnType<typeof createAvatarService>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'parley-driven-job-'));
      const model = join(folder, 'model');
      writeAnalyticModel(model);
      redis = await TestRedis.start();
      queues = new JobQueues({ connection: { redisUrl: redis.url } });
      const config = readConfig({
        PORT: '0',
        LOG_LEVEL: 'error',
        REDIS_URL: redis.url,
        AVATAR_MODEL: model,
        AVATAR_LIVE_QUALITY: 'mesh',
        AVATAR_CLIP_SIDE: String(side),
        AVATAR_THREADS: '1',
        PARLEY_DEVICE: 'cpu',
        PARLEY_STATE_DIR: folder,
        PARLEY_CACHE_DIR: folder,
        HF_HUB_OFFLINE: '1',
      });
      context = await createContext(config);
      service = createAvatarService(context);
      await service.start();
      await context.engine.load();
    }, 120_000);
    afterAll(async () => {
      await service.stop();
      await queues.close();
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    });

    /** A face whose mouth opens, with a tone, as MP4. */
    async function drivingVideo(): Promise<Uint8Array> {
      const motions = Array.from({ length: frameCount }, (_, frame) => ({
        ...restingFace,
        jawOpen: frame < frameCount / 2 ? 0 : 0.8,
      }));
      const pixels: Uint8Array[] = [];
      const request = { portrait: defaultPortraitId, longestSide: side };
      for await (const { rgb } of context.engine.renderClip(request, motions)) pixels.push(rgb);
      const [pictures, sound, video] = ['pictures', 'sound.wav', 'driving.mp4'].map((name) =>
        join(folder, name),
      );
      if (!pictures || !sound || !video) throw new Error('Paths are missing.');
      await writeFile(pictures, Buffer.concat(pixels));
      const samples = Float32Array.from({ length: frameCount * 640 }, (_, n) => 0.3 * Math.sin(n / 8));
      await writeFile(sound, encodeWav({ samples, sampleRate: 16_000 }));
      const raw = `-f rawvideo -pix_fmt rgb24 -s ${side}x${side} -r 25 -i`.split(' ');
      const output = ['-pix_fmt', 'yuv420p', '-crf', '10', video];
      execFileSync('ffmpeg', ['-v', 'error', '-y', ...raw, pictures, '-i', sound, ...output]);
      return readFile(video);
    }

    it('gives a clip in which the portrait moves as the face in the video, with its sound', async () => {
      const driving = await queues.blobs.put(await drivingVideo(), 'video/mp4');
      const look = { expression: 'neutral', intensity: 1, format: 'jpeg' } as const;
      const { id } = await queues.add('render', { ...look, portrait: defaultPortraitId, driving });
      let ended: string | undefined;
      for await (const { state, error } of queues.events(id, AbortSignal.timeout(60_000))) {
        if (state !== 'queued' && state !== 'active') ended = error?.message ?? state;
      }
      expect(ended).toBe('completed');
      const result = await queues.result(id);
      if (result.type !== 'blob') throw new Error('The job gave no file.');
      const clip = join(folder, 'clip.mp4');
      await writeFile(clip, await queues.blobs.get(result.blob));

      const shown = 'stream=codec_name,nb_read_frames,width';
      const probe = `-v error -count_frames -show_entries ${shown} -of json`.split(' ');
      const { streams } = JSON.parse(execFileSync('ffprobe', [...probe, clip], { encoding: 'utf8' }));
      expect(streams).toMatchObject([
        { codec_name: 'h264', nb_read_frames: String(frameCount), width: side },
        { codec_name: 'aac' },
      ]);
      // The stand-in for the network reads a face at rest in every picture: the clip shows that, not the video itself.
      const [first, ...others] = grayFrames(clip);
      const video = grayFrames(join(folder, 'driving.mp4'));
      const opened = difference(video[0], video.at(-1));
      expect(opened).toBeGreaterThan(0.5);
      expect(difference(video[0], first)).toBeLessThan(5);
      for (const picture of others) expect(difference(first, picture)).toBeLessThan(opened / 5);
    });
  },
);

/** The pictures of a video, `side` pixels wide and high. */
function grayFrames(path: string): Buffer[] {
  const gray = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-']);
  const bytes = side ** 2;
  return Array.from({ length: gray.length / bytes }, (_, i) => gray.subarray(i * bytes, (i + 1) * bytes));
}

/** Mean difference of two pictures, in steps of 255; NaN where there is none. */
function difference(a: Uint8Array = new Uint8Array(), b: Uint8Array = a): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}
