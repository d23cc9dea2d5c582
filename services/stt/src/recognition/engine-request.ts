import {
  ParleyError,
  type TranscribeOptions,
  toTranscriptionLanguage,
  transcriptionLanguages,
} from '@parley/contracts';
import type { EngineRequest, SpeechToTextEngine } from '../engines/speech-to-text-engine.js';
import { toDecodingWishes } from './decoding-wishes.js';

/** Where nothing else is asked for, translations are into English: Whisper's `translate`. */
const defaultTargetLanguage = 'en';

/** @throws ParleyError `unsupported_language` with the list. */
function toLanguage(tag: string, param: string): string {
  const language = toTranscriptionLanguage(tag);
  if (language) return language;
  throw new ParleyError(
    'unsupported_language',
    `The language "${tag.slice(0, 40)}" is unknown. Languages: auto, ${transcriptionLanguages.join(', ')}.`,
    { param },
  );
}

const isAuto = (tag: string) => ['', 'auto'].includes(tag.trim().toLowerCase());

/**
 * A client's wishes as the active engine takes them. Speech that is in the language asked for already needs no
 * translation: its transcript is the answer.
 * @throws ParleyError `unsupported_language`, `unsupported_task`; `engine_cannot_transcribe_language` and
 *   `engine_cannot_translate` where a better engine than the active one could.
 */
export function toEngineRequest(options: TranscribeOptions, engine: SpeechToTextEngine): EngineRequest {
  const { task, prompt, prefix, hotwords, temperature, punctuation } = options;
  const [only, ...others] = engine.languages;
  const asked = isAuto(options.language) ? 'auto' : toLanguage(options.language, 'language');
  const language = asked === 'auto' && only !== undefined && others.length === 0 ? only : asked;
  const target = options.target_language ?? '';
  const targetLanguage = isAuto(target) ? defaultTargetLanguage : toLanguage(target, 'target_language');
  if (language !== 'auto' && !engine.languages.includes(language)) throw cannotHear(language, engine);
  if (task === 'translate' && !engine.capabilities.translate && language !== targetLanguage) {
    throw cannotTranslate(targetLanguage, engine);
  }
  if (task === 'translate' && language !== targetLanguage) assertTarget(targetLanguage, engine);
  return {
    language,
    task,
    targetLanguage,
    ...(prompt !== undefined && { prompt }),
    ...(prefix !== undefined && { prefix }),
    ...(hotwords !== undefined && { hotwords }),
    ...(temperature !== undefined && { temperatures: [temperature] }),
    ...(options.word_timestamps !== undefined && { wordTimestamps: options.word_timestamps }),
    ...(punctuation !== undefined && { punctuation }),
    ...toDecodingWishes(options),
  };
}

function cannotHear(language: string, engine: SpeechToTextEngine): ParleyError {
  const { betterEngine } = engine.status();
  const what =
    `The active engine, ${engine.id}, does not understand "${language}". ` +
    `Languages: ${engine.languages.join(', ')}.`;
  return betterEngine
    ? new ParleyError('engine_cannot_transcribe_language', `${what} ${sentence(betterEngine.howToGetIt)}`, {
        param: 'language',
      })
    : new ParleyError('unsupported_language', what, { param: 'language' });
}

function cannotTranslate(targetLanguage: string, engine: SpeechToTextEngine): ParleyError {
  const { betterEngine } = engine.status();
  const what = `The active engine, ${engine.id}, cannot translate into "${targetLanguage}".`;
  return betterEngine
    ? new ParleyError('engine_cannot_translate', `${what} ${sentence(betterEngine.howToGetIt)}`, {
        param: 'target_language',
      })
    : new ParleyError('unsupported_task', `${what} Tasks: transcribe.`, { param: 'task' });
}

function assertTarget(targetLanguage: string, { id, translationTargets }: SpeechToTextEngine): void {
  if (!translationTargets || translationTargets.includes(targetLanguage)) return;
  throw new ParleyError(
    'unsupported_task',
    `The active engine, ${id}, does not translate into "${targetLanguage}". It translates into: ` +
      `${translationTargets.join(', ')}.`,
    { param: 'target_language' },
  );
}

const sentence = (text: string) => (text.endsWith('.') ? text : `${text}.`);

/**
 * For doors that would do work before the engine sees it.
 * @throws ParleyError with the engine's own code and advice where it cannot work now.
 */
export function assertReady(engine: SpeechToTextEngine): void {
  const readiness = engine.readiness();
  if (readiness.ready) return;
  const { code, reason, remedy } = readiness;
  throw new ParleyError(code, remedy === undefined ? reason : `${reason} ${remedy}`, {
    ...(code === 'engine_not_ready' && { retryAfterMs: 2_000 }),
  });
}
