import type { AudioInfo } from './audio-source.js';
import { DamagedAudioError, unreadableAudio } from './audio-source.js';
import { ByteQueue } from './byte-queue.js';
import { EventLoopSharer } from './event-loop.js';
import { mixToMono } from './pcm.js';
import { createResampler } from './resample.js';
import type { RawPcm16 } from './stream-source.js';

export interface StreamDecoderOptions {
  /** The rate of the blocks that come out, in Hz. */
  sampleRate: number;
  /** What a stream is that begins like no container: PCM16 mono of this rate. Without it such a stream is refused. */
  rawPcm16?: RawPcm16;
  /** How many bytes may wait to be decoded before {@link StreamDecoder.write} throws. */
  maxBufferedBytes?: number;
}

/** Half a minute of PCM16 at 16 kHz, several minutes of Opus. */
const defaultMaxBufferedBytes = 1024 * 1024;

/**
 * Decodes sound while it is being recorded: what a browser's MediaRecorder or worklet sends goes in as it comes,
 * blocks of one channel come out by iterating, once. Blocks are decoded when they are asked for, so a reader that
 * stops reading fills the buffer and the writer is told.
 *
 * Iterating throws ParleyError unreadable_audio where the bytes make no sense, unsupported_media_type where ffmpeg is
 * needed and missing, and the signal's reason after an abort.
 */
export class StreamDecoder implements AsyncIterable<Float32Array> {
  readonly #options: StreamDecoderOptions;
  readonly #signal: AbortSignal;
  readonly #queue: ByteQueue;
  #info: AudioInfo | undefined;

  constructor(options: StreamDecoderOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#queue = new ByteQueue(options.maxBufferedBytes ?? defaultMaxBufferedBytes);
  }

  /** The next bytes, cut anywhere. Throws ParleyError at_capacity where too many wait already; none is kept then. */
  write(bytes: Uint8Array): void {
    this.#queue.push(bytes);
  }

  /** There are no more bytes: the iteration ends after the last block. */
  end(): void {
    this.#queue.end();
  }

  /** Bytes that wait to be decoded. */
  get bufferedBytes(): number {
    return this.#queue.length;
  }

  /** What the stream is, once its header was read. */
  get info(): AudioInfo | undefined {
    return this.#info;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    const onAbort = (): void => this.#queue.fail(this.#signal.reason);
    this.#signal.throwIfAborted();
    this.#signal.addEventListener('abort', onAbort, { once: true });
    try {
      yield* this.#blocks();
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!(error instanceof DamagedAudioError)) throw error;
      // A recording may end anywhere; only nonsense before its end is an error.
      if (!this.#queue.ended) throw unreadableAudio('The audio stream makes no sense from here on.', error);
    } finally {
      this.#signal.removeEventListener('abort', onAbort);
      this.#queue.fail(new Error('Nobody reads this stream any more.'));
    }
  }

  async *#blocks(): AsyncGenerator<Float32Array> {
    const { sampleRate, rawPcm16 } = this.#options;
    const { openStream } = await import('./stream-source.js');
    const source = await openStream(this.#queue, sampleRate, rawPcm16, this.#signal);
    if (!source) return;
    this.#info = source.info;
    const resampler = await createResampler(source.sampleRate, sampleRate);
    const eventLoop = new EventLoopSharer();
    try {
      for await (const block of source.blocks) {
        const samples = resampler.push(mixToMono(block));
        if (samples.length > 0) yield samples;
        await eventLoop.breathe();
      }
      const last = resampler.flush();
      if (last.length > 0) yield last;
    } finally {
      resampler.close();
      source.close();
    }
  }
}

/** A decoder for one live stream. See {@link StreamDecoder}. */
export function createStreamDecoder(options: StreamDecoderOptions, signal: AbortSignal): StreamDecoder {
  return new StreamDecoder(options, signal);
}
