import { ParleyError } from '@parley/contracts';
import type { AudioInfo, AudioSource } from './audio-source.js';
import { DamagedAudioError, unreadableAudio } from './audio-source.js';
import { bytesSource } from './bytes-source.js';
import type { Container } from './container.js';
import { sniffContainer } from './container.js';
import { EventLoopSharer } from './event-loop.js';
import { openWithFfmpeg } from './ffmpeg-source.js';
import type { Pcm } from './pcm.js';
import { mixToMono } from './pcm.js';
import type { StreamResampler } from './resample.js';
import { createResampler } from './resample.js';
import { SampleCollector } from './sample-collector.js';

export interface DecodeOptions {
  /** The rate of the result, in Hz. */
  sampleRate: number;
  /** Longer recordings are refused, before they are decoded where the container tells its length. */
  maxDurationMs: number;
  /** Keep each channel too, beside the mix of all. */
  keepChannels?: boolean;
}

/** A recording in memory, and what it was before. */
export interface DecodedAudio extends Pcm, AudioInfo {
  readonly durationMs: number;
  /** The file ends early or is damaged: these are the samples up to that place. */
  readonly truncated: boolean;
  /** With `keepChannels`: each channel at `sampleRate`, as long as `samples`. */
  readonly channelSamples?: readonly Float32Array[];
}

/** What a promised length and the decoded one may differ by, in ms: padding, a last packet, a rounded header. */
const durationSlackMs = 300;

/**
 * Decodes whatever a browser, phone or recorder writes to one channel of floats.
 * It works in pieces of a few milliseconds, so that a service's event loop stays free; AAC, Vorbis and rarer codecs
 * go to the program ffmpeg, and so do files that make no sense here. Memory is bounded by `maxDurationMs`: 4 bytes for each sample.
 *
 * Throws ParleyError: empty_file; unreadable_audio; audio_too_long; unsupported_media_type (ffmpeg is needed but not
 * installed); engine_timeout. An abort throws the signal's reason.
 */
export async function decodeAudio(
  bytes: Uint8Array,
  options: DecodeOptions,
  signal: AbortSignal,
): Promise<DecodedAudio> {
  signal.throwIfAborted();
  if (bytes.length === 0) throw new ParleyError('empty_file', 'The file is empty: it has 0 bytes.');
  const container = sniffContainer(bytes);
  if (!container) throw unreadableAudio('The file is no audio that is known here.');
  const here = await decodeInProcess(bytes, container, options, signal);
  if (here.type === 'decoded') return { ...here.audio, truncated: here.audio.truncated || isCutOff(bytes) };
  const timeLimitMs = 30_000 + options.maxDurationMs / 20;
  const ffmpeg = { container, live: false, timeLimitMs, promisedMs: here.promisedMs };
  try {
    return await collectAndClose(await openWithFfmpeg([bytes], ffmpeg, signal), options, signal);
  } catch (error) {
    const isMissing = error instanceof ParleyError && error.code === 'unsupported_media_type';
    throw isMissing && here.reason ? here.reason : error;
  }
}

type InProcessDecoding =
  | { type: 'decoded'; audio: DecodedAudio }
  /** Another decoder is needed; or, with a reason, another opinion on a file that makes no sense here. */
  | { type: 'not-decoded'; promisedMs: number | null; reason?: ParleyError };

async function decodeInProcess(
  bytes: Uint8Array,
  container: Container,
  options: DecodeOptions,
  signal: AbortSignal,
): Promise<InProcessDecoding> {
  // The codecs take 0.4 s of processor time to load: not every process that knows PCM decodes files.
  const { isReadInProcess, openInProcess } = await import('./in-process-source.js');
  if (!isReadInProcess(container)) return { type: 'not-decoded', promisedMs: null };
  try {
    const file = { container, bytes };
    const result = await openInProcess(bytesSource(bytes, signal), file, options.sampleRate, signal);
    if (result.type === 'source-opened') {
      return { type: 'decoded', audio: await collectAndClose(result.source, options, signal) };
    }
    checkPromise(result.promisedMs, options.maxDurationMs);
    return { type: 'not-decoded', promisedMs: result.promisedMs };
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== 'unreadable_audio') throw error;
    return { type: 'not-decoded', promisedMs: null, reason: error };
  }
}

function checkPromise(promisedMs: number | null, maxDurationMs: number): void {
  if ((promisedMs ?? 0) > maxDurationMs + durationSlackMs) throw tooLong(maxDurationMs);
}

/** Whether a RIFF file ends before its size says. Sizes over 2 GiB stand for "not known" in streamed files. */
function isCutOff(bytes: Uint8Array): boolean {
  if (sniffContainer(bytes) !== 'wav') return false;
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  return size < 0x7fff_0000 && size + 8 > bytes.length;
}

async function collectAndClose(
  source: AudioSource,
  options: DecodeOptions,
  signal: AbortSignal,
): Promise<DecodedAudio> {
  try {
    checkPromise(source.promisedMs, options.maxDurationMs);
    return await collect(source, options, signal);
  } finally {
    source.close();
  }
}

async function collect(
  source: AudioSource,
  options: DecodeOptions,
  signal: AbortSignal,
): Promise<DecodedAudio> {
  const keptChannels = options.keepChannels ? source.info.channels : 0;
  const resamplers = await Promise.all(
    Array.from({ length: 1 + keptChannels }, () => createResampler(source.sampleRate, options.sampleRate)),
  );
  try {
    const collected = await collectBlocks(source, resamplers, options, signal);
    const [samples = new Float32Array(0), ...channelSamples] = collected.rows;
    if (samples.length === 0) throw unreadableAudio('The file has a header but no sound in it.');
    const durationMs = (samples.length / options.sampleRate) * 1000;
    return {
      ...source.info,
      samples,
      sampleRate: options.sampleRate,
      durationMs,
      truncated: collected.damaged || durationMs + durationSlackMs < (source.promisedMs ?? 0),
      ...(options.keepChannels ? { channelSamples } : {}),
    };
  } finally {
    for (const resampler of resamplers) resampler.close();
  }
}

/** Row 0 is the mix; the rows after it are the channels, where they are wanted. */
async function collectBlocks(
  source: AudioSource,
  resamplers: readonly StreamResampler[],
  { maxDurationMs, sampleRate }: DecodeOptions,
  signal: AbortSignal,
): Promise<{ rows: Float32Array[]; damaged: boolean }> {
  const collectors = resamplers.map(() => new SampleCollector());
  const maxSamples = ((maxDurationMs + durationSlackMs) * sampleRate) / 1000;
  const eventLoop = new EventLoopSharer();
  let damaged = false;
  try {
    for await (const block of source.blocks) {
      signal.throwIfAborted();
      const rows = [mixToMono(block), ...block];
      for (const [i, resampler] of resamplers.entries()) {
        collectors[i]?.push(resampler.push(rows[i] ?? new Float32Array(0)));
        await eventLoop.breathe();
      }
      if ((collectors[0]?.length ?? 0) > maxSamples) throw tooLong(maxDurationMs);
    }
  } catch (error) {
    if (!(error instanceof DamagedAudioError)) throw error;
    damaged = true;
  }
  for (const [i, resampler] of resamplers.entries()) collectors[i]?.push(resampler.flush());
  signal.throwIfAborted();
  const rows: Float32Array[] = [];
  for (const collector of collectors) rows.push(await collector.join(eventLoop));
  return { rows, damaged };
}

function tooLong(maxDurationMs: number): ParleyError {
  const seconds = Math.floor(maxDurationMs / 1000);
  return new ParleyError(
    'audio_too_long',
    `The recording is longer than the ${seconds} seconds allowed here. Cut it into shorter parts.`,
  );
}
