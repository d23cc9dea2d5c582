import { type Container, sniffBytes, sniffContainer } from '@parley/audio';
import { ParleyError, framesPerSecond } from '@parley/contracts';
import { z } from 'zod';
import type { RgbPicture } from '../engines/picture/picture.js';
import { ByteReader } from './byte-reader.js';
import { MediaProgram, runProgram } from './ffmpeg.js';

/** The demuxer is named, so that a file cannot choose another: playlists and scripts are formats to ffmpeg too. */
const demuxers: Partial<Record<Container, string>> = { mp4: 'mov', webm: 'matroska' };
/** 4K. */
const mostPixels = 3_840 * 2_160;
/** Longer side of the pictures that an engine is given; LivePortrait's own bound. */
const longestSide = 1_280;
/** What a promised and a decoded length may differ by. */
const slackMs = 300;

export interface DrivingVideo {
  path: string;
  demuxer: string;
  hasSound: boolean;
  /** Null where the file does not say it, as live recordings do not. */
  promisedMs: number | null;
}

const numberText = z.coerce.number().positive().optional().catch(undefined);
const probeSchema = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      duration: numberText,
    }),
  ),
  format: z.object({ duration: numberText }).optional(),
});

/**
 * Looks at a video before any work: what it is, how long, how large.
 * @throws ParleyError `unreadable_video`, `video_too_long`, `video_too_large`, `program_missing`.
 */
export async function inspectDrivingVideo(
  bytes: Uint8Array,
  path: string,
  longestMs: number,
  signal: AbortSignal,
): Promise<DrivingVideo> {
  const container = sniffContainer(bytes.subarray(0, sniffBytes));
  const demuxer = container && demuxers[container];
  if (!demuxer) throw unreadableVideo('The file is no MP4, MOV or WebM.');
  const shown = 'stream=codec_type,width,height,duration:format=duration';
  const { succeeded, output, lastMessage } = await runProgram(
    'ffprobe',
    [...`-v error -protocol_whitelist file -f ${demuxer} -of json -show_entries ${shown}`.split(' '), path],
    signal,
  );
  const found = succeeded ? probeSchema.safeParse(parseJson(output)).data : undefined;
  const picture = found?.streams.find(({ codec_type }) => codec_type === 'video');
  if (!found || !picture) throw unreadableVideo('The file holds no pictures that can be read.', lastMessage);
  const { width = 0, height = 0 } = picture;
  if (width * height > mostPixels) {
    throw new ParleyError(
      'video_too_large',
      `The video has ${width} x ${height} pixels; at most 3840 x 2160 are accepted. Please make it smaller.`,
      { param: 'driving' },
    );
  }
  const seconds = picture.duration ?? found.format?.duration;
  const promisedMs = seconds === undefined ? null : seconds * 1_000;
  if ((promisedMs ?? 0) > longestMs + slackMs) throw tooLong(longestMs);
  const hasSound = found.streams.some(({ codec_type }) => codec_type === 'audio');
  return { path, demuxer, hasSound, promisedMs };
}

/** Writes a video's sound as WAV, in time with its pictures. */
export async function writeDrivingSound(
  { path, demuxer }: DrivingVideo,
  soundPath: string,
  longestMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { succeeded, lastMessage } = await runProgram(
    'ffmpeg',
    [
      ...`-nostdin -v error -y -protocol_whitelist file -f ${demuxer} -i`.split(' '),
      path,
      ...`-map 0:a:0 -vn -af aresample=async=1:first_pts=0 -ac 1 -ar 48000 -t ${longestMs / 1_000} -f wav`.split(
        ' ',
      ),
      soundPath,
    ],
    signal,
  );
  if (!succeeded) throw unreadableVideo("The video's sound cannot be read.", lastMessage);
}

/**
 * A video's pictures, 25 a second, upright.
 * @throws ParleyError `unreadable_video` where it shows nothing or ends early, `video_too_long`.
 */
export async function* drivingPictures(
  { path, demuxer, promisedMs }: DrivingVideo,
  longestMs: number,
  signal: AbortSignal,
): AsyncGenerator<RgbPicture> {
  const mostFrames = Math.ceil(((longestMs + slackMs) * framesPerSecond) / 1_000);
  const size = `'min(${longestSide},iw)':'min(${longestSide},ih)':force_original_aspect_ratio=decrease`;
  const decoder = new MediaProgram(
    'ffmpeg',
    [
      ...`-nostdin -v error -protocol_whitelist file -threads 1 -f ${demuxer} -i`.split(' '),
      path,
      ...'-map 0:v:0 -vf'.split(' '),
      `fps=${framesPerSecond}:start_time=0,scale=${size}`,
      ...`-frames:v ${mostFrames + 1} -c:v ppm -f image2pipe pipe:1`.split(' '),
    ],
    signal,
  );
  try {
    let frames = 0;
    for await (const picture of portablePixmaps(decoder.output)) {
      frames += 1;
      if (frames > mostFrames) throw tooLong(longestMs);
      yield picture;
    }
    const { succeeded, lastMessage } = await decoder.end();
    const seenMs = (frames * 1_000) / framesPerSecond;
    if (frames === 0) throw unreadableVideo('No picture of the video can be decoded.', lastMessage);
    if (!succeeded || seenMs < 0.9 * (promisedMs ?? 0) - slackMs)
      throw unreadableVideo(`The video is damaged after ${(seenMs / 1_000).toFixed(1)} s.`, lastMessage);
  } finally {
    decoder.kill();
  }
}

/** Binary PPM files (netpbm's P6), one after the other: each tells its own size. */
async function* portablePixmaps(stream: AsyncIterable<Buffer>): AsyncGenerator<RgbPicture> {
  const reader = new ByteReader(stream);
  while ((await reader.line()) === 'P6') {
    const [width, height] = ((await reader.line()) ?? '').split(' ').map(Number);
    await reader.line();
    const rgb = width && height ? await reader.take(3 * width * height) : undefined;
    if (!width || !height || !rgb) return;
    yield { rgb, width, height };
  }
}

function tooLong(longestMs: number): ParleyError {
  return new ParleyError(
    'video_too_long',
    `The video is longer than the ${Math.floor(longestMs / 1_000)} seconds allowed here. Cut it into shorter parts.`,
    { param: 'driving' },
  );
}

function unreadableVideo(what: string, cause?: string): ParleyError {
  return new ParleyError('unreadable_video', `${what} Please send a complete MP4, MOV or WebM.`, {
    param: 'driving',
    ...(cause !== undefined && { cause: new Error(cause) }),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
