import type { TranscribeOptions } from '@parley/contracts';
import type { EngineRequest, SearchWishes } from '../engines/speech-to-text-engine.js';

/** A client's wishes on decoding as engines take them. */
export function toDecodingWishes(
  options: TranscribeOptions,
): Pick<EngineRequest, 'search' | 'suppressTokens' | 'conditionOnPreviousText' | 'hallucinationSilenceMs'> {
  const search = toSearchWishes(options);
  const { suppress_tokens, condition_on_previous_text, hallucination_silence_threshold } = options;
  return {
    ...(Object.keys(search).length > 0 && { search }),
    ...(suppress_tokens && { suppressTokens: suppress_tokens }),
    ...(condition_on_previous_text !== undefined && { conditionOnPreviousText: condition_on_previous_text }),
    ...(hallucination_silence_threshold !== undefined && {
      hallucinationSilenceMs: hallucination_silence_threshold * 1_000,
    }),
  };
}

function toSearchWishes(options: TranscribeOptions): SearchWishes {
  const { beam_size, best_of, patience, length_penalty } = options;
  const { compression_ratio_threshold, no_speech_threshold } = options;
  const { log_prob_threshold, logprob_threshold = log_prob_threshold } = options;
  return {
    ...(beam_size !== undefined && { beamSize: beam_size }),
    ...(best_of !== undefined && { bestOf: best_of }),
    ...(patience !== undefined && { patience }),
    ...(length_penalty !== undefined && { lengthPenalty: length_penalty }),
    ...(compression_ratio_threshold !== undefined && {
      compressionRatioThreshold: compression_ratio_threshold,
    }),
    ...(logprob_threshold !== undefined && { logProbabilityThreshold: logprob_threshold }),
    ...(no_speech_threshold !== undefined && { noSpeechThreshold: no_speech_threshold }),
  };
}
