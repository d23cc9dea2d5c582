import { ParleyError } from '@parley/contracts';
import type { EngineRequest } from '../../speech-to-text-engine.js';
import type { WhisperFiles } from '../model/whisper-files.js';
import type { SequentialOptions } from './sequential-transcription.js';

/** What Whisper is asked of some audio. */
export type WhisperRequest = Pick<
  SequentialOptions,
  'task' | 'language' | 'initialPrompt' | 'prefix' | 'hotwords' | 'temperatures' | 'wordTimestamps'
>;

/** The one language that Whisper translates into. */
const translationTarget = 'en';

/**
 * A request of the house in Whisper's terms. Speech that is in the language wanted already is transcribed.
 * @throws ParleyError `engine_cannot_transcribe_language`, `engine_cannot_translate`
 */
export function toWhisperRequest(
  request: EngineRequest,
  { multilingual, languages }: WhisperFiles,
): WhisperRequest {
  const {
    language,
    targetLanguage,
    prompt,
    prefix,
    hotwords,
    temperatures,
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
  return {
    task,
    wordTimestamps,
    ...(language !== 'auto' && { language }),
    ...(prompt !== undefined && { initialPrompt: prompt }),
    ...(prefix !== undefined && { prefix }),
    ...(hotwords !== undefined && { hotwords }),
    ...(temperatures !== undefined && temperatures.length > 0 && { temperatures }),
  };
}
