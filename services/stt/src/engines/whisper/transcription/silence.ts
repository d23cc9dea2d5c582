import type { DecodedWindow, FallbackOptions } from '../decoding/decoding-types.js';

/** Whether a window's text stands for silence: nobody speaks, probably, and the text is improbable. */
export function isSilence(
  { noSpeechProbability = 0, averageLogProbability }: DecodedWindow,
  { noSpeechThreshold = 0.6, logProbabilityThreshold = -1 }: FallbackOptions = {},
): boolean {
  if (noSpeechThreshold === null || noSpeechProbability <= noSpeechThreshold) return false;
  return logProbabilityThreshold === null || averageLogProbability <= logProbabilityThreshold;
}
