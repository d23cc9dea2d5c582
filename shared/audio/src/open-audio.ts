import { ParleyError } from '@parley/contracts';
import type { AudioInfo, AudioSource } from './audio-source.js';
import { DamagedAudioError, unreadableAudio } from './audio-source.js';
import type { Container } from './container.js';
import { sniffBytes, sniffContainer } from './container.js';
import { demuxerSource } from './demuxer-source.js';
import { EventLoopSharer } from './event-loop.js';
import { openWithFfmpeg } from './ffmpeg-source.js';
import { mixToMono } from './pcm.js';
import type { RandomAccessBytes } from './random-access-bytes.js';
import { inOrder } from './random-access-bytes.js';
import { createResampler } from './resample.js';

export interface OpenAudioOptions {
  /** The rate of the result, in Hz. */
  sampleRate: number;
  /** Longer recordings are refused: at once where the container tells its length, else where the limit is passed. */
  maxDurationMs: number;
}

/** A recording that is decoded while it is read. */
export interface OpenedAudio extends AudioInfo {
  /** The length that the container promises, in ms; null where it promises none. */
  readonly promisedMs: number | null;
  /**
   * One channel at the rate asked for, in order; to be iterated once.
   * Throws ParleyError audio_too_long, unreadable_audio where there is no sound, engine_timeout; the signal's reason.
   */
  readonly blocks: AsyncIterable<Float32Array>;
  /** The file ended early or is damaged: the blocks were those up to that place. Known after the last of them. */
  readonly truncated: boolean;
  /** Frees the decoder or ends the program. Whoever opened the recording calls it, read to the end or not. */
  close(): void;
}

/** What a promised length and the decoded one may differ by, in ms: padding, a last packet, a rounded header. */
const durationSlackMs = 300;

/**
 * Opens whatever a browser, phone or recorder writes, however long: memory does not grow with its length.
 * It works in pieces of a few milliseconds, so that a service's event loop stays free; AAC, Vorbis and rarer codecs
 * go to the program ffmpeg, and so do files that make no sense here.
 *
 * Throws ParleyError: empty_file; unreadable_audio; audio_too_long; unsupported_media_type (ffmpeg is needed but not
 * installed); engine_timeout. An abort throws the signal's reason.
 */
export async function openAudio(
  bytes: RandomAccessBytes,
  options: OpenAudioOptions,
  signal: AbortSignal,
): Promise<OpenedAudio> {
  signal.throwIfAborted();
  if (bytes.size === 0) throw new ParleyError('empty_file', 'The file is empty: it has 0 bytes.');
  const container = sniffContainer(await bytes.read(0, sniffBytes));
  if (!container) throw unreadableAudio('The file is no audio that is known here.');
  const here = await openHere(bytes, container, options, signal);
  const source =
    here.type === 'opened' ? here.source : await openElsewhere(bytes, container, here, options, signal);
  try {
    if ((source.promisedMs ?? 0) > options.maxDurationMs + durationSlackMs) throw tooLong(options);
    return new DecodedBlocks(source, options, signal, await isCutOff(bytes, container));
  } catch (error) {
    source.close();
    throw error;
  }
}

type InProcessOpening =
  | { type: 'opened'; source: AudioSource }
  /** Another decoder is needed; or, with a reason, another opinion on a file that makes no sense here. */
  | { type: 'not-opened'; promisedMs: number | null; reason?: ParleyError };

async function openHere(
  bytes: RandomAccessBytes,
  container: Container,
  options: OpenAudioOptions,
  signal: AbortSignal,
): Promise<InProcessOpening> {
  // The codecs take 0.4 s of processor time to load: not every process that knows PCM decodes files.
  const { isReadInProcess, openInProcess } = await import('./in-process-source.js');
  if (!isReadInProcess(container)) return { type: 'not-opened', promisedMs: null };
  try {
    const source = demuxerSource(bytes, signal);
    const result = await openInProcess(source, { container, bytes }, options.sampleRate, signal);
    if (result.type === 'source-opened')
      return { type: 'opened', source: await withFirstBlock(result.source) };
    if ((result.promisedMs ?? 0) > options.maxDurationMs + durationSlackMs) throw tooLong(options);
    return { type: 'not-opened', promisedMs: result.promisedMs };
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== 'unreadable_audio') throw error;
    return { type: 'not-opened', promisedMs: null, reason: error };
  }
}

async function openElsewhere(
  bytes: RandomAccessBytes,
  container: Container,
  { promisedMs, reason }: InProcessOpening & { type: 'not-opened' },
  { maxDurationMs }: OpenAudioOptions,
  signal: AbortSignal,
): Promise<AudioSource> {
  const timeLimitMs = 30_000 + maxDurationMs / 20;
  try {
    const options = { container, live: false, timeLimitMs, promisedMs };
    return await withFirstBlock(await openWithFfmpeg(inOrder(bytes, signal), options, signal));
  } catch (error) {
    const isMissing = error instanceof ParleyError && error.code === 'unsupported_media_type';
    throw isMissing && reason ? reason : error;
  }
}

/**
 * The same source, of which it is known that there is sound in it.
 * Throws ParleyError unreadable_audio where there is none.
 */
async function withFirstBlock(source: AudioSource): Promise<AudioSource> {
  const iterator = source.blocks[Symbol.asyncIterator]();
  try {
    const first = await nextSound(iterator);
    async function* blocks(): AsyncGenerator<Float32Array[]> {
      yield first;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    }
    return { ...source, blocks: blocks() };
  } catch (error) {
    source.close();
    throw error;
  }
}

async function nextSound(iterator: AsyncIterator<Float32Array[]>): Promise<Float32Array[]> {
  const noSound = 'The file has a header but no sound in it.';
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      if (next.value[0]?.length) return next.value;
    }
  } catch (error) {
    throw error instanceof DamagedAudioError ? unreadableAudio(noSound, error) : error;
  }
  throw unreadableAudio(noSound);
}

/** Whether a RIFF file ends before its size says. Sizes over 2 GiB stand for "not known" in streamed files. */
async function isCutOff(bytes: RandomAccessBytes, container: Container): Promise<boolean> {
  if (container !== 'wav') return false;
  const head = await bytes.read(0, sniffBytes);
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(4, true);
  return size < 0x7fff_0000 && size + 8 > bytes.size;
}

class DecodedBlocks implements OpenedAudio {
  readonly container;
  readonly codec;
  readonly channels;
  readonly sourceSampleRate;
  readonly promisedMs;
  readonly blocks: AsyncIterable<Float32Array>;
  truncated: boolean;

  constructor(
    private readonly source: AudioSource,
    private readonly options: OpenAudioOptions,
    private readonly signal: AbortSignal,
    endsEarly: boolean,
  ) {
    ({
      container: this.container,
      codec: this.codec,
      channels: this.channels,
      sourceSampleRate: this.sourceSampleRate,
    } = source.info);
    this.promisedMs = source.promisedMs;
    this.truncated = endsEarly;
    this.blocks = this.decode();
  }

  close(): void {
    this.source.close();
  }

  private async *decode(): AsyncGenerator<Float32Array> {
    const { sampleRate, maxDurationMs } = this.options;
    const maxSamples = ((maxDurationMs + durationSlackMs) * sampleRate) / 1_000;
    const resampler = await createResampler(this.source.sampleRate, sampleRate);
    let samples = 0;
    try {
      for await (const block of this.mono()) {
        const resampled = resampler.push(block);
        samples += resampled.length;
        if (samples > maxSamples) throw tooLong(this.options);
        if (resampled.length > 0) yield resampled;
      }
      const last = resampler.flush();
      samples += last.length;
      if (last.length > 0) yield last;
    } finally {
      resampler.close();
    }
    if (samples === 0) throw unreadableAudio('The file has a header but no sound in it.');
    const decodedMs = (samples / sampleRate) * 1_000;
    this.truncated ||= decodedMs + durationSlackMs < (this.promisedMs ?? 0);
  }

  private async *mono(): AsyncGenerator<Float32Array> {
    const eventLoop = new EventLoopSharer();
    try {
      for await (const block of this.source.blocks) {
        this.signal.throwIfAborted();
        yield mixToMono(block);
        await eventLoop.breathe();
      }
    } catch (error) {
      if (!(error instanceof DamagedAudioError)) throw error;
      this.truncated = true;
    }
    this.signal.throwIfAborted();
  }
}

function tooLong({ maxDurationMs }: OpenAudioOptions): ParleyError {
  const seconds = Math.floor(maxDurationMs / 1_000);
  return new ParleyError(
    'audio_too_long',
    `The recording is longer than the ${seconds} seconds allowed here. Cut it into shorter parts.`,
  );
}
