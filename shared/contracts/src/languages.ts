import { z } from 'zod';

/** The 17 languages of XTTS v2, which every text-to-speech engine of the house is measured by. */
export const speechLanguages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'pl',
  'nl',
  'cs',
  'ar',
  'tr',
  'ru',
  'hu',
  'ko',
  'ja',
  'zh-cn',
  'hi',
] as const;
export type SpeechLanguage = (typeof speechLanguages)[number];

/** Names that people and browsers send for the same language: `de-DE`, `zh`, `zh-Hans`. */
export function toSpeechLanguage(tag: string): SpeechLanguage | undefined {
  const lower = tag.trim().toLowerCase().replace('_', '-');
  if (lower === 'zh' || lower.startsWith('zh-')) return 'zh-cn';
  const primary = lower.split('-')[0];
  return speechLanguages.find((language) => language === primary);
}

/** Language codes that Whisper knows (openai/whisper, tokenizer.py, LANGUAGES): the field's vocabulary. */
export const transcriptionLanguages = (
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml ' +
  'cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am ' +
  'yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue'
).split(' ');

/** The Whisper code of a language tag (`de-DE` → `de`), or undefined where there is none. */
export function toTranscriptionLanguage(tag: string): string | undefined {
  const primary = tag.trim().toLowerCase().replace('_', '-').split('-')[0] ?? '';
  return transcriptionLanguages.find((language) => language === primary);
}

const englishNames = new Intl.DisplayNames('en', { type: 'language' });

/** Where Whisper's names (openai/whisper, tokenizer.py, LANGUAGES) are not those of Unicode's CLDR. */
const whisperNames: Readonly<Record<string, string>> = {
  bn: 'bengali',
  mi: 'maori',
  my: 'myanmar',
  nn: 'nynorsk',
  tl: 'tagalog',
};

/** The name that OpenAI's dialect has for a language code: `german` for `de`. A code without a name stays itself. */
export function languageName(code: string): string {
  if (!transcriptionLanguages.includes(code)) return code;
  return whisperNames[code] ?? (englishNames.of(code) ?? code).toLowerCase();
}

/** The code that a language's English name stands for, or undefined where there is none. */
export function languageOfName(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  return transcriptionLanguages.find((code) => languageName(code) === lower);
}

/** How advanced the person's command of the language is: shapes vocabulary and speaking rate of replies. */
export const levelSchema = z.enum(['beginner', 'intermediate', 'advanced']);
export type Level = z.infer<typeof levelSchema>;
