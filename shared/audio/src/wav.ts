import type { Pcm } from './pcm.js';
import { pcm16FromFloat } from './pcm.js';

const headerBytes = 44;
const bytesPerSample = 2;

/** What players take as "until the connection ends": used where the length is not known when the header goes out. */
const unknownSize = 0xffffffff;

/**
 * The header of a mono 16-bit WAV file.
 * Without `sampleCount` it is a streaming header: both sizes are 0xFFFFFFFF and PCM16 follows for as long as it comes.
 */
export function wavHeader(sampleRate: number, sampleCount?: number): Uint8Array {
  const dataBytes = sampleCount === undefined ? unknownSize : sampleCount * bytesPerSample;
  const riffBytes = sampleCount === undefined ? unknownSize : headerBytes - 8 + dataBytes;
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  const writeTag = (offset: number, tag: string): void => header.set(Buffer.from(tag, 'latin1'), offset);
  writeTag(0, 'RIFF');
  view.setUint32(4, riffBytes, true);
  writeTag(8, 'WAVE');
  writeTag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // integer PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * bytesPerSample, true);
  view.setUint16(32, bytesPerSample, true);
  view.setUint16(34, bytesPerSample * 8, true);
  writeTag(36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}

/** A whole mono 16-bit WAV file. */
export function encodeWav(pcm: Pcm): Uint8Array {
  const data = pcm16FromFloat(pcm.samples);
  const file = new Uint8Array(headerBytes + data.length);
  file.set(wavHeader(pcm.sampleRate, pcm.samples.length));
  file.set(data, headerBytes);
  return file;
}
