import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ParleyError, framesPerSecond } from '@parley/contracts';
import type { RgbPicture } from '../engines/picture/picture.js';
import { MediaProgram } from './ffmpeg.js';

/** More would only contend with the engine. */
const encoderThreads = 2;
const generatedBy = 'AI-generated with Parley: this face is drawn by a machine.';

export interface ClipOptions {
  /** A WAV file; a silent clip without it. */
  soundPath: string | undefined;
  path: string;
  onFrame: (frames: number) => void;
}

export interface WrittenClip {
  frames: number;
  width: number;
  height: number;
}

/**
 * Writes pictures and sound as an MP4 file that plays everywhere and while it loads: H.264 (yuv420p, BT.709), AAC, its
 * index in front; its metadata say that it is AI-generated.
 * @throws ParleyError `program_missing`, `disk_full`, `engine_failed`; and what `pictures` throws.
 */
export async function writeClip(
  pictures: AsyncIterable<RgbPicture>,
  { soundPath, path, onFrame }: ClipOptions,
  signal: AbortSignal,
): Promise<WrittenClip> {
  const iterator = pictures[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) throw new ParleyError('engine_failed', 'The clip has no picture at all. Please try again.');
  const { width, height } = first.value;
  const encoder = new MediaProgram('ffmpeg', encoderArguments({ width, height, soundPath, path }), signal);
  let frames = 0;
  async function* pixels(picture: RgbPicture): AsyncGenerator<Uint8Array> {
    for (
      let next: IteratorResult<RgbPicture> = { value: picture };
      !next.done;
      next = await iterator.next()
    ) {
      yield next.value.rgb;
      frames += 1;
      onFrame(frames);
    }
  }
  try {
    // One picture at a time: they are large.
    const source = Readable.from(pixels(first.value), { objectMode: true, highWaterMark: 1 });
    const sent = await pipeline(source, encoder.input, { signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    // Where ffmpeg itself has ended, its own words say more than the broken pipe.
    if (sent !== undefined && !isBrokenPipe(sent)) throw sent;
    const { succeeded, lastMessage } = await encoder.end();
    if (!succeeded || sent !== undefined) throw encodingFailed(lastMessage);
  } finally {
    encoder.kill();
    // An engine that hangs does not hold up the job's end.
    void iterator.return?.().catch(() => undefined);
  }
  return { frames, width, height };
}

interface EncoderOptions {
  width: number;
  height: number;
  soundPath: string | undefined;
  path: string;
}

function encoderArguments({ width, height, soundPath, path }: EncoderOptions): string[] {
  const sound = soundPath === undefined ? [] : ['-f', 'wav', '-i', soundPath];
  return [
    ...'-nostdin -hide_banner -nostats -loglevel error -y -protocol_whitelist file,pipe'.split(' '),
    ...`-f rawvideo -pixel_format rgb24 -video_size ${width}x${height} -framerate ${framesPerSecond}`.split(
      ' ',
    ),
    '-i',
    'pipe:0',
    ...sound,
    '-map',
    '0:v:0',
    ...(soundPath === undefined ? [] : '-map 1:a:0 -c:a aac -b:a 128k'.split(' ')),
    ...`-threads ${encoderThreads} -c:v libx264 -preset veryfast -crf 20 -maxrate 2200k -bufsize 4400k`.split(
      ' ',
    ),
    ...'-vf scale=out_color_matrix=bt709:out_range=tv -pix_fmt yuv420p'.split(' '),
    ...'-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv'.split(' '),
    '-metadata',
    `comment=${generatedBy}`,
    '-metadata',
    `description=${generatedBy}`,
    ...'-movflags +faststart -f mp4'.split(' '),
    path,
  ];
}

const isBrokenPipe = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET');

const encodingFailed = (message: string) =>
  /No space left|Disk quota/i.test(message)
    ? new ParleyError('disk_full', 'There is no room on the disk for this clip. Nothing else was lost.')
    : new ParleyError('engine_failed', `The clip could not be encoded: ${message || 'ffmpeg ended early.'}`);
