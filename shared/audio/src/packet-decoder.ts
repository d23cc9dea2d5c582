import { FLACDecoder } from '@wasm-audio-decoders/flac';
import type { AudioCodec } from 'mediabunny';
import { MPEGDecoder } from 'mpg123-decoder';
import type { OpusDecoderSampleRate } from 'opus-decoder';
import { OpusDecoder } from 'opus-decoder';
import { DamagedAudioError } from './audio-source.js';

/** One codec inside this process (WASM): packets of a container in, samples of each channel out. */
export interface PacketDecoder {
  /** Rate of the samples that come out, in Hz. */
  readonly sampleRate: number;
  /** The samples of one packet, for each channel; none where the packet is damaged. */
  decode(packet: Uint8Array): Promise<Float32Array[]>;
  close(): void;
}

/** So many damaged packets in a row, and the rest is taken for lost. A single one is a click nobody hears. */
const maxDamagedPackets = 25;

/** The samples of each packet in turn. Throws {@link DamagedAudioError} where packet after packet is damaged. */
export async function* decodePackets(
  packets: AsyncIterable<Uint8Array>,
  decoder: PacketDecoder,
): AsyncGenerator<Float32Array[]> {
  let damagedInARow = 0;
  for await (const packet of packets) {
    const block = await decoder.decode(packet).catch((): Float32Array[] => []);
    if (block[0]?.length) {
      damagedInARow = 0;
      yield block;
    } else if (++damagedInARow > maxDamagedPackets) {
      throw new DamagedAudioError('Packet after packet cannot be decoded.');
    }
  }
}

export interface PacketDecoderOptions {
  channels: number;
  sampleRate: number;
  /** The codec's own header as the container carries it: OpusHead, or fLaC with STREAMINFO. */
  description: Uint8Array | undefined;
  /** The rate that the caller wants in the end: Opus decodes straight to it where it can. */
  wantedRate: number;
}

/** A decoder for the codecs that have one in this process; undefined for all others. */
export async function createPacketDecoder(
  codec: AudioCodec,
  options: PacketDecoderOptions,
): Promise<PacketDecoder | undefined> {
  if (codec === 'opus') return createOpusDecoder(options);
  if (codec === 'mp3') return createMp3Decoder(options);
  if (codec === 'flac') return createFlacDecoder(options);
  return undefined;
}

const opusRates: readonly OpusDecoderSampleRate[] = [8000, 12_000, 16_000, 24_000, 48_000];

async function createOpusDecoder(options: PacketDecoderOptions): Promise<PacketDecoder> {
  const sampleRate = opusRates.find((rate) => rate === options.wantedRate) ?? 48_000;
  const head = readOpusHead(options.description);
  const channels = head?.channels ?? options.channels;
  const decoder = new OpusDecoder({ sampleRate, channels, ...head?.mapping });
  await decoder.ready;
  let samplesToSkip = Math.round(((head?.preSkip ?? 0) * sampleRate) / 48_000);
  return {
    sampleRate,
    decode: async (packet) => {
      const { channelData } = decoder.decodeFrame(packet);
      const skipped = Math.min(samplesToSkip, channelData[0]?.length ?? 0);
      samplesToSkip -= skipped;
      return channelData.map((channel) => channel.subarray(skipped));
    },
    close: () => decoder.free(),
  };
}

interface OpusHead {
  channels: number;
  /** Samples at 48 kHz that the encoder put before the sound. */
  preSkip: number;
  mapping: { streamCount: number; coupledStreamCount: number; channelMappingTable: number[] } | undefined;
}

/** RFC 7845 §5.1. */
function readOpusHead(head: Uint8Array | undefined): OpusHead | undefined {
  if (!head || head.length < 19) return undefined;
  const channels = head[9] ?? 1;
  const hasMapping = head[18] !== 0 && head.length >= 21 + channels;
  return {
    channels,
    preSkip: (head[10] ?? 0) | ((head[11] ?? 0) << 8),
    mapping: hasMapping
      ? {
          streamCount: head[19] ?? 1,
          coupledStreamCount: head[20] ?? 0,
          channelMappingTable: [...head.subarray(21, 21 + channels)],
        }
      : undefined,
  };
}

async function createMp3Decoder({ channels, sampleRate }: PacketDecoderOptions): Promise<PacketDecoder> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  return {
    sampleRate,
    // libmpg123 writes two channels even where the file has one.
    decode: async (packet) => decoder.decodeFrame(packet).channelData.slice(0, channels),
    close: () => decoder.free(),
  };
}

async function createFlacDecoder({ sampleRate, description }: PacketDecoderOptions): Promise<PacketDecoder> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  if (description) await decoder.decodeFrames([description]);
  return {
    sampleRate,
    decode: async (packet) => (await decoder.decodeFrames([packet])).channelData,
    close: () => decoder.free(),
  };
}
