import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav } from '@parley/audio';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import { type AvatarContext, createContext } from '../context.js';
import { toRenderRequest } from '../stills.js';
import { PaintedEngine } from '../testing/painted-engine.js';
import { renderDrivenClip, renderSpokenClip } from './render-clip.js';

const hasFfmpeg = (() => {
  try {
    execFileSync('ffprobe', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const speech = new URL('../../../../../shared/data/audio/en_quilter_6s.wav', import.meta.url);
const { signal } = new AbortController();

/** A tone that begins at the first sample, 48 kHz. */
const tone = (seconds: number): Uint8Array =>
  encodeWav({
    sampleRate: 48_000,
    samples: Float32Array.from({ length: 48_000 * seconds }, (_, n) => 0.5 * Math.sin(n / 12)),
  });

interface Probe {
  streams: {
    codec_type: string;
    codec_name: string;
    pix_fmt?: string;
    start_time: string;
    nb_read_frames: string;
    duration: string;
  }[];
  format: { tags: Record<string, string> };
}

describe.skipIf(!hasFfmpeg)('clips (skipped without ffmpeg)', () => {
  let folder: string;
  let engine: PaintedEngine;
  let context: AvatarContext;
  const progress: number[] = [];
  const work = (fields: Record<string, unknown> = {}) => ({
    context,
    portrait: 'default',
    request: toRenderRequest(fields),
    onProgress: (fraction: number) => progress.push(fraction),
  });
  const clipFolders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('parley-clip-'));
  let foldersBefore: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    progress.length = 0;
    foldersBefore = await clipFolders();
    const config = readConfig({ LOG_LEVEL: 'error', PARLEY_STATE_DIR: folder, AVATAR_MAX_CLIP_SECONDS: '8' });
    engine = new PaintedEngine({ read: async () => undefined });
    context = await createContext(config, { engine, takesJobs: false });
  });

  async function probe(clip: Uint8Array): Promise<Probe> {
    const path = join(folder, 'clip.mp4');
    await writeFile(path, clip);
    const args = ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path];
    return JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' }));
  }
  const streamOf = ({ streams }: Probe, type: string) =>
    streams.find(({ codec_type }) => codec_type === type);

  /** Mean brightness of each picture, 0 to 255. */
  async function brightness(clip: Uint8Array): Promise<number[]> {
    const path = join(folder, 'bright.mp4');
    await writeFile(path, clip);
    const args = ['-v', 'error', '-i', path, '-vf', 'scale=1:1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
    return [...execFileSync('ffmpeg', args)];
  }

  it('have 25 pictures for each second of sound, which begins with the first', async () => {
    const clip = await renderSpokenClip(work(), { audio: tone(1.31) }, signal);
    const found = await probe(clip);
    expect(streamOf(found, 'video')).toMatchObject({
      codec_name: 'h264',
      pix_fmt: 'yuv420p',
      nb_read_frames: String(Math.round(25 * 1.31)),
    });
    expect(Number(streamOf(found, 'video')?.start_time)).toBe(0);
    expect(streamOf(found, 'audio')?.codec_name).toBe('aac');
    expect(Number(streamOf(found, 'audio')?.start_time)).toBe(0);
    expect(Math.abs(Number(streamOf(found, 'audio')?.duration) - 1.31)).toBeLessThan(0.03);
    const text = Buffer.from(clip).toString('latin1');
    expect(text.indexOf('moov')).toBeLessThan(text.indexOf('mdat'));
    expect(found.format.tags['comment']).toContain('AI-generated');
    expect(found.format.tags['description']).toContain('AI-generated');
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(await clipFolders()).toEqual(foldersBefore);
  });

  it('move the lips when it sounds, by visemes that are given', async () => {
    const visemes = [
      { viseme: 'sil', timeMs: 0, durationMs: 1_000 },
      { viseme: 'aa', timeMs: 1_000, durationMs: 400 },
      { viseme: 'sil', timeMs: 1_400, durationMs: 600 },
    ] as const;
    const clip = await renderSpokenClip(work(), { audio: tone(2), visemes }, signal);
    const bright = await brightness(clip);
    expect(bright).toHaveLength(50);
    const open = bright.map((value, frame) => ({ value, frame })).filter(({ value }) => value > 60);
    expect(open[0]?.frame).toBeGreaterThanOrEqual(24);
    expect(open.at(-1)?.frame).toBeLessThanOrEqual(37);
    expect(open.length).toBeGreaterThan(6);
  });

  it.skipIf(!existsSync(speech))('hear for themselves what the lips do', async () => {
    await renderSpokenClip(work(), { audio: readFileSync(speech) }, signal);
    const opened = engine.motions.filter(({ jawOpen }) => jawOpen > 0.15).length;
    expect(opened / engine.motions.length).toBeGreaterThan(0.25);
    expect(opened / engine.motions.length).toBeLessThan(0.95);
  });

  it('show an expression, sliders and the mark', async () => {
    await renderSpokenClip(
      work({ mark: 'true', sliders: '{"yaw": 8}', smile: '0.5' }),
      { audio: tone(1) },
      signal,
    );
    const last = engine.motions.at(-1);
    expect(last?.yaw).toBeGreaterThan(4);
    expect(last?.lipCornerUp).toBeCloseTo(0.5, 1);
    expect(engine.clips).toEqual([{ portrait: 'default', longestSide: 1_280, mark: true }]);
  });

  it('refuse sound that is too long, or none', async () => {
    await expect(renderSpokenClip(work(), { audio: tone(9) }, signal)).rejects.toMatchObject({
      code: 'audio_too_long',
    });
    await expect(renderSpokenClip(work(), { audio: Buffer.from('text') }, signal)).rejects.toMatchObject({
      code: 'unreadable_audio',
    });
    expect(engine.clips).toEqual([]);
    expect(await clipFolders()).toEqual(foldersBefore);
  });

  it('end at once when they are cancelled, and leave nothing', async () => {
    const cancel = new AbortController();
    engine.beforePicture = async () => {
      if (engine.motions.length === 20) cancel.abort(new Error('cancelled'));
    };
    await expect(renderSpokenClip(work(), { audio: tone(4) }, cancel.signal)).rejects.toThrow(/cancel|abort/);
    expect(engine.motions.length).toBeLessThan(25);
    expect(await clipFolders()).toEqual(foldersBefore);
  });

  it('pass on why the engine failed', async () => {
    engine.beforePicture = async () => {
      if (engine.motions.length === 5) throw new TypeError('broken');
    };
    await expect(renderSpokenClip(work(), { audio: tone(1) }, signal)).rejects.toThrow('broken');
  });

  describe('driven by a video', () => {
    let videos: Record<'sharp' | 'silent' | 'late', Uint8Array>;

    const make = (name: string, args: string[]): Uint8Array => {
      const path = join(folder, name);
      execFileSync('ffmpeg', ['-y', '-v', 'error', ...args, path]);
      return readFileSync(path);
    };

    beforeAll(() => {
      // White from 1 s on, in which a tone begins.
      const pictures = "color=black:s=320x240:r=30:d=2,drawbox=c=white:t=fill:enable='gte(t,1)'";
      const sound = 'aevalsrc=0.5*sin(2000*t)*gte(t\\,1):d=2:s=44100';
      videos = {
        sharp: make('a.mp4', [
          '-f',
          'lavfi',
          '-i',
          pictures,
          '-f',
          'lavfi',
          '-i',
          sound,
          '-pix_fmt',
          'yuv420p',
        ]),
        silent: make('b.webm', ['-f', 'lavfi', '-i', pictures, '-c:v', 'libvpx', '-an']),
        late: make('c.mp4', [
          '-f',
          'lavfi',
          '-i',
          sound,
          '-itsoffset',
          '0.4',
          '-f',
          'lavfi',
          '-i',
          pictures,
          '-fps_mode',
          'passthrough',
        ]),
      };
    });

    const onsets = async (clip: Uint8Array) => {
      const bright = await brightness(clip);
      const path = join(folder, 'onset.mp4');
      await writeFile(path, clip);
      const args = ['-v', 'error', '-i', path, '-f', 'f32le', '-ac', '1', '-ar', '8000', '-'];
      const bytes = execFileSync('ffmpeg', args);
      const samples = new Float32Array(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      );
      return {
        frames: bright.length,
        whiteMs: 40 * bright.findIndex((value) => value > 128),
        soundMs: samples.findIndex((value) => Math.abs(value) > 0.2) / 8,
      };
    };

    it('keep pictures and sound of a video in time', async () => {
      const { frames, whiteMs, soundMs } = await onsets(await renderDrivenClip(work(), videos.sharp, signal));
      expect(frames).toBe(50);
      expect(whiteMs).toBe(1_000);
      expect(Math.abs(soundMs - 1_000)).toBeLessThan(15);
      expect(progress.at(-1)).toBe(1);
    });

    it('keep them in time where the pictures begin later', async () => {
      const { whiteMs, soundMs } = await onsets(await renderDrivenClip(work(), videos.late, signal));
      expect(Math.abs(whiteMs - 1_400)).toBeLessThanOrEqual(40);
      expect(Math.abs(soundMs - 1_000)).toBeLessThan(15);
    });

    it('are silent where the video is', async () => {
      const found = await probe(await renderDrivenClip(work(), videos.silent, signal));
      expect(found.streams.map(({ codec_type }) => codec_type)).toEqual(['video']);
    });

    it.each([
      ['text', () => Buffer.from('This is no video.'), 'unreadable_video'],
      ['a picture', () => readFileSync(join(folder, 'red.png')), 'unreadable_video'],
      [
        'a recording without pictures',
        () => make('e.m4a', ['-f', 'lavfi', '-i', 'sine=d=1']),
        'unreadable_video',
      ],
      ['an MP4 without its index', () => videos.sharp.subarray(0, 3_000), 'unreadable_video'],
      [
        'a WebM that ends early',
        () => videos.silent.subarray(0, Math.floor(videos.silent.length / 2)),
        'unreadable_video',
      ],
      ['a long one', () => make('f.mp4', ['-f', 'lavfi', '-i', 'color=red:s=64x64:d=9']), 'video_too_long'],
      [
        'a huge one',
        () => make('g.mp4', ['-f', 'lavfi', '-i', 'color=red:s=4096x2400:d=0.1']),
        'video_too_large',
      ],
    ] as const)('refuse %s', async (_what, bytes, code) => {
      await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .png()
        .toFile(join(folder, 'red.png'));
      await expect(renderDrivenClip(work(), bytes(), signal)).rejects.toMatchObject({ code });
      expect(await clipFolders()).toEqual(foldersBefore);
    });

    it('say where an engine cannot be driven', async () => {
      engine.capabilities.drivenByVideo = false;
      await expect(renderDrivenClip(work(), videos.sharp, signal)).rejects.toMatchObject({
        code: 'engine_cannot_be_driven',
        message: expect.stringContaining('npm run models -- pull liveportrait'),
      });
    });
  });
});
