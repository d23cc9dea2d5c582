import { ParleyError } from '@parley/contracts';
import type { EngineRequest } from '../../speech-to-text-engine.js';
import type { WhisperFiles } from '../model/whisper-files.js';
import type { FallbackOptions } from '../decoding/decoding-types.js';
import type { SequentialOptions } from './sequential-transcription.js';

/** What Whisper is asked of some audio. */
export type WhisperRequest = Pick<
  SequentialOptions,
  | 'task'
  | 'language'
  | 'initialPrompt'
  | 'prefix'
  | 'hotwords'
  | 'wordTimestamps'
  | 'suppressTokens'
  | 'conditionOnPreviousText'
  | 'hallucinationSilenceMs'
> & { fallback: FallbackOptions };

/** The one language that Whisper translates into. */
const translationTarget = 'en';
/** From 0 to 30 s, every 20 ms: the last tokens of every vocabulary. */
const timestampCount = 1_501;

/**
 * A request of the house in Whisper's terms. Speech that is in the language wanted already is transcribed.
 * @throws ParleyError `engine_cannot_transcribe_language`, `engine_cannot_translate`, `invalid_parameter`
 */
export function toWhisperRequest(
  request: EngineRequest,
  { multilingual, languages, specialTokens }: WhisperFiles,
): WhisperRequest {
  const {
    language,
    targetLanguage,
    prompt,
    prefix,
    hotwords,
    temperatures,
    suppressTokens,
    conditionOnPreviousText,
    hallucinationSilenceMs,
    wordTimestamps = false,
  } = request;
  if (language !== 'auto' && !languages.includes(language)) {
    throw new ParleyError(
      'engine_cannot_transcribe_language',
      `This Whisper does not understand "${language}", only ${languages.join(', ')}.`,
      { param: 'language' },
    );
  }
  const task = request.task === 'translate' && language !== targetLanguage ? 'translate' : 'transcribe';
  if (task === 'translate' && (!multilingual || targetLanguage !== translationTarget)) {
    throw new ParleyError(
      'engine_cannot_translate',
      multilingual
        ? `Whisper translates into English ("${translationTarget}") only, not into "${targetLanguage}".`
        : 'This Whisper knows English only and does not translate.',
      { param: 'target_language' },
    );
  }
  const tokens = specialTokens.timestampBegin + timestampCount;
  if (suppressTokens?.some((token) => token >= tokens)) {
    throw new ParleyError('invalid_parameter', `This Whisper has only ${tokens} tokens.`, {
      param: 'suppress_tokens',
    });
  }
  return {
    task,
    wordTimestamps,
    fallback: {
      ...request.search,
      ...(temperatures !== undefined && temperatures.length > 0 && { temperatures }),
    },
    ...(language !== 'auto' && { language }),
    ...(prompt !== undefined && { initialPrompt: prompt }),
    ...(prefix !== undefined && { prefix }),
    ...(hotwords !== undefined && { hotwords }),
    ...(suppressTokens && { suppressTokens }),
    ...(conditionOnPreviousText !== undefined && { conditionOnPreviousText }),
    ...(hallucinationSilenceMs !== undefined && { hallucinationSilenceMs }),
  };
}
