import { Encoder } from '@evan/opus/wasm/index.mjs';
import {
  type AudioCodec,
  type AudioSample,
  CustomAudioEncoder,
  EncodedPacket,
  registerEncoder,
} from 'mediabunny';
import { EventLoopSharer } from '../event-loop.js';

/** OPUS_SET_BITRATE and OPUS_GET_LOOKAHEAD of libopus' opus_defines.h. */
const setBitrate = 4002;
const getLookahead = 4027;
const packetMs = 20;
const bytesPerSample = 2;
/** What Opus counts time in, whatever the rate of the sound (RFC 7845 §4). */
const granuleRate = 48_000;
const sampleRates = new Set([8_000, 12_000, 16_000, 24_000, 48_000]);

/** libopus for mediabunny: mono, packets of 20 ms, the encoder's delay announced so that players skip it. */
class OpusEncoder extends CustomAudioEncoder {
  private encoder: Encoder | undefined;
  private readonly eventLoop = new EventLoopSharer();
  private pending = new Uint8Array(0);
  private lookaheadSamples = 0;
  private receivedSamples = 0;
  private encodedSamples = 0;
  private described = false;

  static override supports(codec: AudioCodec, config: AudioEncoderConfig): boolean {
    return codec === 'opus' && config.numberOfChannels === 1 && sampleRates.has(config.sampleRate);
  }

  override init(): void {
    const { sampleRate, bitrate } = this.config;
    const encoder = new Encoder({ channels: 1, sample_rate: sampleRate, application: 'audio' });
    if (bitrate !== undefined) encoder.ctl(setBitrate, bitrate);
    this.lookaheadSamples = encoder.ctl(getLookahead);
    this.encoder = encoder;
  }

  override async encode(sample: AudioSample): Promise<void> {
    const added = new Uint8Array(sample.allocationSize({ planeIndex: 0, format: 's16' }));
    sample.copyTo(added, { planeIndex: 0, format: 's16' });
    this.receivedSamples += sample.numberOfFrames;
    const pcm16 = Buffer.concat([this.pending, added]);
    const { packetBytes } = this;
    let at = 0;
    for (; at + packetBytes <= pcm16.length; at += packetBytes) {
      this.emit(pcm16.subarray(at, at + packetBytes), packetMs);
      await this.eventLoop.breathe();
    }
    this.pending = pcm16.subarray(at);
  }

  /** Silence pushes the last of the sound through the encoder; the last packet says how much of it counts. */
  override flush(): void {
    const wantedSamples = this.receivedSamples + this.lookaheadSamples;
    while (this.encodedSamples < wantedSamples) {
      const missingMs = ((wantedSamples - this.encodedSamples) / this.config.sampleRate) * 1_000;
      const packet = new Uint8Array(this.packetBytes);
      packet.set(this.pending);
      this.pending = new Uint8Array(0);
      this.emit(packet, Math.min(packetMs, missingMs));
    }
  }

  override close(): void {
    this.encoder?.drop();
    this.encoder = undefined;
  }

  private get packetBytes(): number {
    return ((this.config.sampleRate * packetMs) / 1_000) * bytesPerSample;
  }

  private emit(pcm16: Uint8Array, durationMs: number): void {
    const data = this.encoder?.encode(pcm16);
    if (!data) return;
    const { sampleRate } = this.config;
    const packet = new EncodedPacket(data, 'key', this.encodedSamples / sampleRate, durationMs / 1_000);
    this.encodedSamples += pcm16.length / bytesPerSample;
    this.onPacket(packet, this.described ? undefined : { decoderConfig: this.decoderConfig() });
    this.described = true;
  }

  private decoderConfig(): AudioDecoderConfig {
    const { sampleRate } = this.config;
    const preSkip = Math.round((this.lookaheadSamples * granuleRate) / sampleRate);
    return { codec: 'opus', numberOfChannels: 1, sampleRate, description: opusHead(preSkip, sampleRate) };
  }
}

/** The identification header of RFC 7845 §5.1, for one channel. */
function opusHead(preSkip: number, inputSampleRate: number): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(Buffer.from('OpusHead', 'latin1'));
  view.setUint8(8, 1); // version
  view.setUint8(9, 1); // channels
  view.setUint16(10, preSkip, true);
  view.setUint32(12, inputSampleRate, true);
  return head;
}

export function registerOpusEncoder(): void {
  registerEncoder(OpusEncoder);
}
