import { ReadableStreamSource } from 'mediabunny';
import type { AudioInfo, AudioSource } from './audio-source.js';
import { checkAudioInfo, DamagedAudioError, unreadableAudio } from './audio-source.js';
import type { ByteQueue } from './byte-queue.js';
import { ByteReader } from './byte-queue.js';
import type { Container } from './container.js';
import { sniffBytes, sniffContainer } from './container.js';
import { openWithFfmpeg } from './ffmpeg-source.js';
import { isReadInProcess, openInProcess } from './in-process-source.js';
import { createPacketDecoder, decodePackets } from './packet-decoder.js';
import { Pcm16Reader } from './pcm.js';
import { deinterleaveFloat32, WavStreamReader } from './wav-stream.js';
import type { WebmTrack } from './webm-stream.js';
import { WebmStreamReader } from './webm-stream.js';

/** What a stream without a known beginning is taken for: PCM16 little-endian mono at this rate, or nothing. */
export interface RawPcm16 {
  sampleRate: number;
}

/** mediabunny keeps what it has read of a stream up to this size, to go back a little. */
const demuxerCacheBytes = 8 * 1024 * 1024;

/**
 * Opens sound that is still arriving. Waits until enough of it is there to know what it is; returns undefined where
 * the stream ends before. Throws ParleyError unreadable_audio, unsupported_media_type; {@link DamagedAudioError}.
 */
export async function openStream(
  queue: ByteQueue,
  wantedRate: number,
  raw: RawPcm16 | undefined,
  signal: AbortSignal,
): Promise<AudioSource | undefined> {
  const container = await sniffStream(queue, raw !== undefined);
  if (!container) {
    if (raw) return openRawPcm16(queue, raw);
    if (queue.ended && queue.length === 0) return undefined;
    throw unreadableAudio('The stream is no audio that is known here.');
  }
  if (container === 'webm') return openWebmStream(queue, wantedRate);
  if (container === 'wav') return openWavStream(queue);
  const replay = new ReplayedQueue(queue);
  if (isReadInProcess(container)) {
    const source = new ReadableStreamSource(replay.recorded(), { maxCacheSize: demuxerCacheBytes });
    const result = await openInProcess(source, { container }, wantedRate, signal);
    if (result.type === 'source-opened') {
      replay.stopRecording();
      return result.source;
    }
  }
  return openWithFfmpeg(replay.fromTheBeginning(), { container, live: true, promisedMs: null }, signal);
}

/** Looks at the first bytes and puts them back. */
async function sniffStream(queue: ByteQueue, isRawExpected: boolean): Promise<Container | null> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < sniffBytes) {
    const chunk = await queue.take();
    if (!chunk) break;
    head = Buffer.concat([head, chunk]);
  }
  queue.putBack(head);
  const container = sniffContainer(head);
  // A quiet sample has the bits that MP3 and ADTS frames begin with, and neither has a magic number.
  return isRawExpected && (container === 'mp3' || container === 'adts') ? null : container;
}

function openRawPcm16(queue: ByteQueue, { sampleRate }: RawPcm16): AudioSource {
  async function* blocks(): AsyncGenerator<Float32Array[]> {
    const reader = new Pcm16Reader();
    for (let chunk = await queue.take(); chunk; chunk = await queue.take()) yield [reader.read(chunk)];
  }
  const info: AudioInfo = { container: 'raw', codec: 'pcm-s16', channels: 1, sourceSampleRate: sampleRate };
  return { info, sampleRate, promisedMs: null, blocks: blocks(), close: () => undefined };
}

/** mediabunny gives WAV in blocks of 2048 frames, and of a stream not the last one. */
async function openWavStream(queue: ByteQueue): Promise<AudioSource | undefined> {
  const reader = new WavStreamReader();
  let format = reader.format();
  while (!format) {
    const chunk = await queue.take();
    if (!chunk) return undefined;
    reader.push(chunk);
    format = reader.format();
  }
  async function* blocks(): AsyncGenerator<Float32Array[]> {
    yield reader.read();
    for (let chunk = await queue.take(); chunk; chunk = await queue.take()) {
      reader.push(chunk);
      yield reader.read();
    }
  }
  const { channels, sampleRate, codec } = format;
  const info: AudioInfo = { container: 'wav', codec, channels, sourceSampleRate: sampleRate };
  checkAudioInfo(info);
  return { info, sampleRate, promisedMs: null, blocks: blocks(), close: () => undefined };
}

async function openWebmStream(queue: ByteQueue, wantedRate: number): Promise<AudioSource | undefined> {
  const reader = new WebmStreamReader(new ByteReader(queue));
  const track = await reader.track();
  if (!track) return undefined;
  const { channels, sampleRate } = track;
  const codec = webmCodecs[track.codecId] ?? track.codecId;
  const info: AudioInfo = { container: 'webm', codec, channels, sourceSampleRate: sampleRate };
  checkAudioInfo(info);
  if (codec === 'pcm-f32') {
    const blocks = floatBlocks(reader.packets(), channels);
    return { info, sampleRate, promisedMs: null, blocks, close: () => undefined };
  }
  if (codec !== 'opus') throw unreadableAudio(`Live WebM carries Opus or PCM; this one carries ${codec}.`);
  const decoder = await createPacketDecoder('opus', {
    channels,
    sampleRate,
    description: track.codecPrivate,
    wantedRate,
  });
  if (!decoder) throw new DamagedAudioError('There is no decoder for this stream.');
  const blocks = decodePackets(reader.packets(), decoder);
  return { info, sampleRate: decoder.sampleRate, promisedMs: null, blocks, close: () => decoder.close() };
}

const webmCodecs: Readonly<Record<WebmTrack['codecId'], string>> = {
  A_OPUS: 'opus',
  'A_PCM/FLOAT/IEEE': 'pcm-f32',
};

async function* floatBlocks(
  packets: AsyncIterable<Uint8Array>,
  channels: number,
): AsyncGenerator<Float32Array[]> {
  for await (const packet of packets) yield deinterleaveFloat32(packet, channels);
}

/** A queue whose first bytes can be read a second time, by ffmpeg, when the first reader cannot decode them. */
class ReplayedQueue {
  readonly #queue: ByteQueue;
  readonly #recorded: Uint8Array[] = [];
  #isRecording = true;

  constructor(queue: ByteQueue) {
    this.#queue = queue;
  }

  recorded(): ReadableStream<Uint8Array> {
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      const chunk = await this.#take();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    };
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  stopRecording(): void {
    this.#isRecording = false;
    this.#recorded.length = 0;
  }

  /** A read of the first reader may still be under way: its chunk is recorded before the next one is taken. */
  async *fromTheBeginning(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#recorded.shift();
      if (chunk) yield chunk;
      else if (!(await this.#take())) return;
    }
  }

  async #take(): Promise<Uint8Array | undefined> {
    const chunk = await this.#queue.take();
    if (chunk && this.#isRecording) this.#recorded.push(chunk);
    return chunk;
  }
}
