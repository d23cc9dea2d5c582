import { levelDbfs } from '@parley/audio';
import type { DecodedWindow, FallbackOptions } from '../decoding/decoding-types.js';

/** Shorter audio holds no word. */
const shortestSamples = 16 * 60;
/** Softer audio is silence, whatever a network makes of it. */
const softestDbfs = -80;

/** Whether audio, mono at 16 kHz, is too short or too soft for a word: no network is asked. */
export function holdsNoSpeech(audio: Float32Array): boolean {
  return audio.length < shortestSamples || levelDbfs(audio) < softestDbfs;
}

/** Whether a window's text stands for silence: nobody speaks, probably, and the text is improbable. */
export function isSilence(
  { noSpeechProbability = 0, averageLogProbability }: DecodedWindow,
  { noSpeechThreshold = 0.6, logProbabilityThreshold = -1 }: FallbackOptions = {},
): boolean {
  if (noSpeechThreshold === null || noSpeechProbability <= noSpeechThreshold) return false;
  return logProbabilityThreshold === null || averageLogProbability <= logProbabilityThreshold;
}
