import type { SpeechLanguage, Voice } from '@parley/contracts';

/** espeak-ng's own name for each language's voice, with the accent that most listeners expect. */
const espeakNames: Record<SpeechLanguage, string> = {
  en: 'en-us',
  de: 'de',
  fr: 'fr',
  es: 'es',
  it: 'it',
  pt: 'pt-br',
  pl: 'pl',
  nl: 'nl',
  cs: 'cs',
  ar: 'ar',
  tr: 'tr',
  ru: 'ru',
  hu: 'hu',
  ko: 'ko',
  ja: 'ja',
  'zh-cn': 'cmn',
  hi: 'hi',
};

/** espeak-ng's identifier for a language's voice in its plain timbre. */
export const espeakName = (language: SpeechLanguage) => espeakNames[language];

/** espeak-ng's normal rate and its limits, in words a minute. */
export const normalRate = 175;
export const slowestRate = 80;
export const fastestRate = 450;

/** The timbres of espeak-ng's variant files that sound least strained. */
const timbres = [
  { id: 'female', name: 'female', variant: 'f2' },
  { id: 'male', name: 'male', variant: 'm3' },
] as const;

const languages = Object.keys(espeakNames) as SpeechLanguage[];

export const espeakVoices: readonly Voice[] = languages.flatMap((language) =>
  timbres.map(({ id, name }) => ({
    id: `espeak-${language}-${id}`,
    name: `espeak-ng ${language}, ${name}`,
    languages: [language],
    engine: 'espeak-ng',
  })),
);

/** espeak-ng's identifier for a voice of this language (the first where none is named), or undefined. */
export function espeakIdentifier(language: SpeechLanguage, voice: string | undefined): string | undefined {
  const timbre = timbres.find(
    ({ id }) => voice === undefined || voice === `espeak-${language}-${id}` || voice === id,
  );
  return timbre && `${espeakNames[language]}+${timbre.variant}`;
}
