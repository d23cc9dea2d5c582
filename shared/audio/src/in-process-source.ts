import type { AudioCodec, InputAudioTrack, Source } from 'mediabunny';
import {
  AudioSampleSink,
  EncodedPacketSink,
  FLAC,
  Input,
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
import type { Container } from './container.js';
import type { PacketDecoder } from './packet-decoder.js';
import { createPacketDecoder } from './packet-decoder.js';

const formats = [WEBM, MATROSKA, OGG, MP4, QTFF, WAVE, MP3, FLAC];

/** So many damaged packets in a row, and the rest is taken for lost. A single one is a click nobody hears. */
const maxDamagedPackets = 25;

/** The containers that this process takes apart itself; all others need ffmpeg. */
export function isReadInProcess(container: Container): boolean {
  return ['webm', 'ogg', 'mp4', 'wav', 'mp3', 'flac'].includes(container);
}

export type InProcessResult =
  | { type: 'source-opened'; source: AudioSource }
  /** AAC, Vorbis, AMR ...: the container was read, the codec inside has no decoder in this process. */
  | { type: 'codec-missing'; promisedMs: number | null };

/**
 * Opens a container in this process.
 * Throws ParleyError unreadable_audio where the container makes no sense or has no sound track.
 */
export async function openInProcess(
  source: Source,
  container: Container,
  wantedRate: number,
  signal: AbortSignal,
): Promise<InProcessResult> {
  const input = new Input({ source, formats });
  try {
    const result = await openTrack(input, container, wantedRate, signal);
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
  container: Container,
  wantedRate: number,
  signal: AbortSignal,
): Promise<InProcessResult> {
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
  const blocks = untilDamaged(packetBlocks(track, decoder), signal);
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
  const last = await new EncodedPacketSink(track).getPacket(Infinity, { metadataOnly: true });
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

async function* packetBlocks(track: InputAudioTrack, decoder: PacketDecoder): AsyncGenerator<Float32Array[]> {
  let damagedInARow = 0;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const block = await decoder.decode(packet.data).catch((): Float32Array[] => []);
    if (block[0]?.length) {
      damagedInARow = 0;
      yield block;
    } else if (++damagedInARow > maxDamagedPackets) {
      throw new DamagedAudioError('Packet after packet cannot be decoded.');
    }
  }
}

function copyBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source.slice(0));
}
