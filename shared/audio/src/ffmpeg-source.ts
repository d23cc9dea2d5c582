import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ParleyError } from '@parley/contracts';
import type { AudioInfo, AudioSource } from './audio-source.js';
import { checkAudioInfo, DamagedAudioError, unreadableAudio } from './audio-source.js';
import type { Container } from './container.js';
import type { WavFormat } from './wav-stream.js';
import { WavStreamReader } from './wav-stream.js';

/** The demuxer is named, so that a file cannot choose another: playlists and scripts are formats to ffmpeg too. */
const demuxers: Record<Container, string> = {
  webm: 'matroska',
  ogg: 'ogg',
  mp4: 'mov',
  wav: 'wav',
  mp3: 'mp3',
  flac: 'flac',
  adts: 'aac',
  amr: 'amr',
  aiff: 'aiff',
  caf: 'caf',
  asf: 'asf',
};

const maxMessageBytes = 16_384;

export interface FfmpegOptions {
  container: Container;
  /** Where the input is a live stream: sound comes out while it is still arriving, and nothing can be read twice. */
  live: boolean;
  /** The process is killed after it was waited for so long in all, in ms. A live stream has no limit but its signal. */
  timeLimitMs?: number;
  promisedMs: number | null;
}

/**
 * Decodes with the program ffmpeg, for the codecs that this process lacks: AAC, Vorbis, AMR, ALAC and the like.
 * It reads standard input and writes standard output, and may open nothing else.
 * Throws ParleyError unsupported_media_type where ffmpeg is not installed, unreadable_audio where it finds no sound,
 * engine_timeout after the time limit.
 */
export async function openWithFfmpeg(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: FfmpegOptions,
  signal: AbortSignal,
): Promise<AudioSource> {
  const ffmpeg = new FfmpegProcess(bytes, options, signal);
  try {
    const { channels, sampleRate } = await ffmpeg.format();
    const info: AudioInfo = {
      container: options.container,
      codec: ffmpeg.codec(),
      channels,
      sourceSampleRate: sampleRate,
    };
    checkAudioInfo(info);
    return {
      info,
      sampleRate,
      promisedMs: options.promisedMs,
      blocks: ffmpeg.blocks(),
      close: () => ffmpeg.kill(),
    };
  } catch (error) {
    ffmpeg.kill();
    throw error;
  }
}

class FfmpegProcess {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #output: AsyncIterator<Buffer>;
  readonly #exited: Promise<unknown>;
  readonly #signal: AbortSignal;
  /** Milliseconds that may still be spent in waiting for ffmpeg; whoever reads slowly spends none. */
  #patienceMs: number;
  readonly #reader = new WavStreamReader();
  readonly #onAbort = (): void => this.kill();
  #messages = '';
  #spawnError: Error | undefined;
  #timedOut = false;

  constructor(
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: FfmpegOptions,
    signal: AbortSignal,
  ) {
    signal.throwIfAborted();
    this.#signal = signal;
    this.#process = spawn('ffmpeg', ffmpegArguments(options), { stdio: 'pipe' });
    this.#exited = once(this.#process, 'close').catch((error: Error) => {
      this.#spawnError = error;
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.#messages.length < maxMessageBytes) this.#messages += text;
    });
    // ffmpeg closes its input early when it has seen enough; why it ended is in its exit code and messages.
    pipeline(Readable.from(bytes, { objectMode: true }), this.#process.stdin).catch(() => undefined);
    this.#output = this.#process.stdout[Symbol.asyncIterator]();
    this.#patienceMs = options.timeLimitMs ?? Infinity;
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  kill(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#process.kill('SIGKILL');
  }

  /** The codec's name as ffmpeg prints it when it opens the stream. */
  codec(): string {
    return /Stream #\S+ Audio: (\w+)/.exec(this.#messages)?.[1] ?? 'unknown';
  }

  async format(): Promise<WavFormat> {
    for (;;) {
      const format = this.#reader.format();
      if (format) return format;
      const bytes = await this.#nextBytes();
      if (!bytes) throw await this.#failure();
      this.#reader.push(bytes);
    }
  }

  async *blocks(): AsyncGenerator<Float32Array[]> {
    for (;;) {
      const block = this.#reader.read();
      if (block[0]?.length) yield block;
      const bytes = await this.#nextBytes();
      if (!bytes) break;
      this.#reader.push(bytes);
    }
    await this.#exited;
    if (this.#timedOut) throw await this.#failure();
    if (this.#process.exitCode !== 0) throw new DamagedAudioError(this.#lastMessage());
  }

  async #nextBytes(): Promise<Buffer | undefined> {
    const startedAt = performance.now();
    const timer = Number.isFinite(this.#patienceMs)
      ? setTimeout(() => this.#giveUp(), this.#patienceMs)
      : undefined;
    const next = await this.#output.next();
    clearTimeout(timer);
    this.#patienceMs -= performance.now() - startedAt;
    this.#signal.throwIfAborted();
    return next.done ? undefined : next.value;
  }

  #giveUp(): void {
    this.#timedOut = true;
    this.kill();
  }

  async #failure(): Promise<ParleyError> {
    await this.#exited;
    if (this.#spawnError) {
      return new ParleyError(
        'unsupported_media_type',
        'This kind of audio needs the program ffmpeg, which is not installed here. Install it (Debian: apt-get install ffmpeg), or send WebM/Opus, Ogg/Opus, MP3, FLAC or WAV.',
        { cause: this.#spawnError },
      );
    }
    if (this.#timedOut) {
      return new ParleyError('engine_timeout', 'Decoding this file took too long. Send a shorter one.');
    }
    return unreadableAudio('No sound could be decoded from the file.', new Error(this.#lastMessage()));
  }

  #lastMessage(): string {
    return this.#messages.trimEnd().split('\n').at(-1) ?? '';
  }
}

function ffmpegArguments({ container, live }: FfmpegOptions): string[] {
  // A whole file goes through ffmpeg's own cache, which can seek: phones write an MP4's index at its end.
  const input = live
    ? '-protocol_whitelist pipe -probesize 4096 -analyzeduration 0'
    : '-protocol_whitelist cache,pipe -read_ahead_limit -1';
  const url = live ? 'pipe:0' : 'cache:pipe:0';
  return [
    '-nostdin -hide_banner -nostats -threads 1',
    `${input} -f ${demuxers[container]} -i ${url}`,
    '-map 0:a:0 -vn -sn -dn -map_metadata -1',
    '-c:a pcm_f32le -flush_packets 1 -bitexact -f wav pipe:1',
  ].flatMap((options) => options.split(' '));
}
