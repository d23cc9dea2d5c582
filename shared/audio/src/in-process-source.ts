import type { AudioCodec, InputAudioTrack, Source } from 'mediabunny';
import {
  AudioSampleSink,
  EncodedPacketSink,
  FLAC,
  Input,
  Logging,
  LogLevel,
  MATROSKA,
  MP3,
  MP4,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';
import type { AudioInfo, AudioSource } from './audio-source.js';
import { checkAudioInfo, DamagedAudioError, unreadableAudio } from './audio-source.js';
import { ByteReader, PulledBytes } from './byte-queue.js';
import type { Container } from './container.js';
import { createPacketDecoder, decodePackets } from './packet-decoder.js';
import type { RandomAccessBytes } from './random-access-bytes.js';
import { inOrder } from './random-access-bytes.js';
import { WebmStreamReader } from './webm-stream.js';

/** What it has to say about a file comes as an error; a service's log is no place for the rest. */
Logging.level = LogLevel.Silent;

const formats = [WEBM, MATROSKA, OGG, MP4, QTFF, WAVE, MP3, FLAC];

/** The containers that this process takes apart itself; all others need ffmpeg. */
export function isReadInProcess(container: Container): boolean {
  return ['webm', 'ogg', 'mp4', 'wav', 'mp3', 'flac'].includes(container);
}

export type InProcessResult =
  | { type: 'source-opened'; source: AudioSource }
  /** AAC, Vorbis, AMR ...: the container was read, the codec inside has no decoder in this process. */
  | { type: 'codec-missing'; promisedMs: number | null };

/** What is known of a file before it is opened. */
export interface ContainerFile {
  container: Container;
  /** All of it, where it is not a stream. */
  bytes?: RandomAccessBytes;
}

/**
 * Opens a container in this process.
 * Throws ParleyError unreadable_audio where the container makes no sense or has no sound track.
 */
export async function openInProcess(
  source: Source,
  file: ContainerFile,
  wantedRate: number,
  signal: AbortSignal,
): Promise<InProcessResult> {
  const input = new Input({ source, formats });
  try {
    const result = await openTrack(input, file, wantedRate, signal);
    if (result.type === 'codec-missing') input.dispose();
    return result;
  } catch (error) {
    input.dispose();
    signal.throwIfAborted();
    throw error;
  }
}

async function openTrack(
  input: Input,
  file: ContainerFile,
  wantedRate: number,
  signal: AbortSignal,
): Promise<InProcessResult> {
  const { container } = file;
  const { track, codec, config, promisedMs } = await readHeaders(input, container);
  if (!codec || !config) return { type: 'codec-missing', promisedMs };
  const { numberOfChannels: channels, sampleRate } = config;
  const info: AudioInfo = { container, codec, channels, sourceSampleRate: sampleRate };
  checkAudioInfo(info);
  if (codec.startsWith('pcm-') || codec === 'ulaw' || codec === 'alaw') {
    const blocks = untilDamaged(pcmBlocks(track), signal);
    return {
      type: 'source-opened',
      source: { info, promisedMs, sampleRate, blocks, close: () => input.dispose() },
    };
  }
  const description = config.description === undefined ? undefined : copyBytes(config.description);
  const decoder = await createPacketDecoder(codec, { channels, sampleRate, description, wantedRate });
  if (!decoder) return { type: 'codec-missing', promisedMs };
  const close = (): void => {
    if (!input.disposed) decoder.close();
    input.dispose();
  };
  const blocks = untilDamaged(decodePackets(packetsOf(track, file, signal), decoder), signal);
  return {
    type: 'source-opened',
    source: { info, promisedMs, sampleRate: decoder.sampleRate, blocks, close },
  };
}

interface Headers {
  track: InputAudioTrack;
  codec: AudioCodec | null;
  config: AudioDecoderConfig | null;
  promisedMs: number | null;
}

async function readHeaders(input: Input, container: Container): Promise<Headers> {
  let track: InputAudioTrack | null;
  try {
    track = await input.getPrimaryAudioTrack();
    if (track) {
      const codec = await track.getCodec();
      const config = codec && (await track.getDecoderConfig());
      return { track, codec, config, promisedMs: await promisedDurationMs(track) };
    }
  } catch (error) {
    throw unreadableAudio(`The file begins like ${container}, but its header is damaged or cut off.`, error);
  }
  throw unreadableAudio('The file has no sound track.');
}

/** Ogg and live WebM say nowhere how long they are; the time of their last packet does. */
async function promisedDurationMs(track: InputAudioTrack): Promise<number | null> {
  const seconds = await track.getDurationFromMetadata({ skipLiveWait: true });
  if (seconds !== null) return seconds * 1000;
  const isStream = (await track.input.source.getSizeOrNull()) === null;
  if (isStream) return null;
  // In a file that breaks off there may be no last packet to be found; then nothing is promised.
  const last = await new EncodedPacketSink(track)
    .getPacket(Infinity, { metadataOnly: true })
    .catch(() => null);
  return last && (last.timestamp + last.duration) * 1000;
}

async function* untilDamaged(
  blocks: AsyncIterable<Float32Array[]>,
  signal: AbortSignal,
): AsyncGenerator<Float32Array[]> {
  try {
    yield* blocks;
  } catch (error) {
    signal.throwIfAborted();
    // What mediabunny throws in the middle of a file is about the file; its own types for it are internal.
    throw new DamagedAudioError('The container makes no sense from here on.', { cause: error });
  }
}

async function* pcmBlocks(track: InputAudioTrack): AsyncGenerator<Float32Array[]> {
  for await (const sample of new AudioSampleSink(track).samples()) {
    yield Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
      const channel = new Float32Array(sample.numberOfFrames);
      sample.copyTo(channel, { planeIndex, format: 'f32-planar' });
      return channel;
    });
    sample.close();
  }
}

async function* packetsOf(
  track: InputAudioTrack,
  { container, bytes }: ContainerFile,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (container === 'webm' && bytes) {
    // mediabunny gives a cluster only when it is complete: of a recording that breaks off, seconds would be lost.
    const source = new PulledBytes(inOrder(bytes, signal));
    yield* new WebmStreamReader(new ByteReader(source), track.id).packets();
  } else {
    for await (const packet of new EncodedPacketSink(track).packets()) yield packet.data;
  }
}

function copyBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source.slice(0));
}
