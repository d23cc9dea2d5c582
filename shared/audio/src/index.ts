export type { AudioInfo } from './audio-source.js';
export type { Container, SoundContainer } from './container.js';
export { sniffBytes, sniffContainer } from './container.js';
export type { DecodedAudio } from './decode.js';
export { decodeAudio } from './decode.js';
export type { StreamDecoder, StreamDecoderOptions } from './decode-stream.js';
export { createStreamDecoder } from './decode-stream.js';
export { encodeAudio, encodeWholeAudio } from './encode/encode-audio.js';
export { type EncodedFormat, encodedFormats } from './encode/encode-options.js';
export type { OpenAudioOptions, OpenedAudio } from './open-audio.js';
export { openAudio } from './open-audio.js';
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
export type { RandomAccessBytes } from './random-access-bytes.js';
export { bytesInMemory } from './random-access-bytes.js';
export type { StreamResampler } from './resample.js';
export { createResampler, resample } from './resample.js';
export { collectSamples } from './sample-collector.js';
export type { SampleRange } from './sample-history.js';
export { SampleHistory } from './sample-history.js';
export { MelFilterBank } from './spectrogram/mel-filter-bank.js';
export type { NemoMelSpectrogram } from './spectrogram/nemo-mel-spectrogram.js';
export { nemoMelSpectrogram } from './spectrogram/nemo-mel-spectrogram.js';
export { PowerSpectrum } from './spectrogram/power-spectrum.js';
export { WhisperMelSpectrogram } from './spectrogram/whisper-mel-spectrogram.js';
export type { SegmenterOptions, SpeechEvent } from './speech-segmenter.js';
export { scoreMs, segmenterDefaults, SpeechSegmenter } from './speech-segmenter.js';
export { encodeWav, wavHeader } from './wav.js';
