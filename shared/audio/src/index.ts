export type { AudioInfo } from './audio-source.js';
export type { Container } from './container.js';
export { sniffBytes, sniffContainer } from './container.js';
export type { DecodedAudio, DecodeOptions } from './decode.js';
export { decodeAudio } from './decode.js';
export type { Pcm } from './pcm.js';
export {
  concatSamples,
  durationMs,
  floatFromPcm16,
  levelDbfs,
  mixToMono,
  pcm16FromFloat,
  Pcm16Reader,
  silenceDbfs,
} from './pcm.js';
export type { StreamResampler } from './resample.js';
export { createResampler, resample } from './resample.js';
export { encodeWav, wavHeader } from './wav.js';
