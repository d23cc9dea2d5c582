import type { Vocabulary } from '../nemo/vocabulary.js';

/** What a decoder is asked to write. */
export interface CanaryTask {
  /** Language codes; two that differ ask for a translation. */
  language: string;
  targetLanguage: string;
  punctuation: boolean;
}

/**
 * Tokens that a decoder begins with: those of Canary 1B v2 and flash (NeMo, prompts/canary2.py), or of the first Canary
 * 1B (prompts/canary.py), whose vocabulary knows no context.
 * @throws ParleyError `model_files_invalid` where the vocabulary lacks one of them
 */
export function canaryPrompt(vocabulary: Vocabulary, task: CanaryTask): number[] {
  const { language, targetLanguage, punctuation } = task;
  const source = `<|${language}|>`;
  const target = `<|${targetLanguage}|>`;
  const style = punctuation ? '<|pnc|>' : '<|nopnc|>';
  const tokens = vocabulary.has('<|startofcontext|>')
    ? [
        '\u2581',
        '<|startofcontext|>',
        '<|startoftranscript|>',
        '<|emo:undefined|>',
        source,
        target,
        style,
        '<|noitn|>',
        '<|notimestamp|>',
        '<|nodiarize|>',
      ]
    : [
        '<|startoftranscript|>',
        source,
        language === targetLanguage ? '<|transcribe|>' : '<|translate|>',
        target,
        style,
      ];
  return tokens.map((token) => vocabulary.idOf(token));
}
