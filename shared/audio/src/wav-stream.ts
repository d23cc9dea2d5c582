import { DamagedAudioError } from './audio-source.js';

/** What a WAV header says, for the two kinds of samples that live sound comes in. */
export interface WavFormat {
  readonly channels: number;
  readonly sampleRate: number;
  readonly codec: 'pcm-s16' | 'pcm-f32';
}

const formatTags = { pcm: 1, float: 3, extensible: 0xfffe } as const;

/** Sizes from here on stand for "until the stream ends"; so does 0. */
const unknownSizes = 0x7fff_0000;

/** No header that is followed by sound is longer; a stream that has not begun by then will not. */
const maxHeaderBytes = 64 * 1024;

/** Takes apart WAV while it arrives: 16-bit or 32-bit float samples, as recorders and ffmpeg stream them. */
export class WavStreamReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #format: WavFormat | undefined;
  #dataBytesLeft = 0;

  push(bytes: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** What the header says, as soon as it is complete. Throws {@link DamagedAudioError} where it makes no sense. */
  format(): WavFormat | undefined {
    if (this.#format) return this.#format;
    const view = viewOf(this.#bytes);
    let format: WavFormat | undefined;
    for (let at = 12; at + 8 <= view.byteLength;) {
      const tag = view.getUint32(at);
      const size = view.getUint32(at + 4, true);
      if (tag === dataTag) {
        if (!format) throw new DamagedAudioError('The WAV header does not describe its samples.');
        this.#format = format;
        this.#dataBytesLeft = size === 0 || size >= unknownSizes ? Infinity : size;
        this.#bytes = this.#bytes.subarray(at + 8);
        return format;
      }
      if (tag === fmtTag && at + 8 + size <= view.byteLength) format = readFormat(view, at + 8);
      at += 8 + size + (size % 2);
    }
    if (view.byteLength > maxHeaderBytes) throw new DamagedAudioError('The WAV header has no end.');
    return undefined;
  }

  /** The whole frames that have arrived, for each channel. What is left of a frame waits. */
  read(): Float32Array[] {
    const format = this.format();
    if (!format) return [];
    const { channels, codec } = format;
    const frameBytes = channels * (codec === 'pcm-s16' ? 2 : 4);
    const available = Math.min(this.#bytes.length, this.#dataBytesLeft);
    const bytes = this.#bytes.subarray(0, available - (available % frameBytes));
    this.#bytes = this.#bytes.subarray(bytes.length);
    this.#dataBytesLeft -= bytes.length;
    return codec === 'pcm-s16' ? deinterleavePcm16(bytes, channels) : deinterleaveFloat32(bytes, channels);
  }
}

const fmtTag = 0x666d7420;
const dataTag = 0x64617461;

function readFormat(view: DataView, at: number): WavFormat {
  const tag = view.getUint16(at, true);
  const bits = view.getUint16(at + 14, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  // In an extensible header the samples are told by their size: live sound has no 16-bit floats, no 32-bit integers.
  const isExtensible = tag === formatTags.extensible;
  if (channels > 0 && bits === 16 && (tag === formatTags.pcm || isExtensible)) {
    return { channels, sampleRate, codec: 'pcm-s16' };
  }
  if (channels > 0 && bits === 32 && (tag === formatTags.float || isExtensible)) {
    return { channels, sampleRate, codec: 'pcm-f32' };
  }
  throw new DamagedAudioError('Live WAV has 16-bit or float samples.');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Little-endian 32-bit floats, frame after frame, as one array for each channel. A last partial frame is left out. */
export function deinterleaveFloat32(bytes: Uint8Array, channels: number): Float32Array[] {
  const view = viewOf(bytes);
  return deinterleave(Math.floor(bytes.length / (4 * channels)), channels, (i) =>
    view.getFloat32(i * 4, true),
  );
}

function deinterleavePcm16(bytes: Uint8Array, channels: number): Float32Array[] {
  const view = viewOf(bytes);
  const frames = Math.floor(bytes.length / (2 * channels));
  return deinterleave(frames, channels, (i) => view.getInt16(i * 2, true) / 32768);
}

function deinterleave(frames: number, channels: number, sampleAt: (index: number) => number): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let i = 0; i < frames; i++) samples[i] = sampleAt(i * channels + channel);
    return samples;
  });
}
