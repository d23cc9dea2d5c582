import type { CountingLanguage } from '../cleaning/cleaned-language.js';
import { english } from './english.js';
import { hindi } from './hindi.js';
import type { NumberWords } from './number-words.js';

const languages: Readonly<Record<CountingLanguage, NumberWords>> = {
  en: english,
  es: english,
  fr: english,
  de: english,
  pt: english,
  it: english,
  pl: english,
  ar: english,
  cs: english,
  ru: english,
  nl: english,
  tr: english,
  hu: english,
  ko: english,
  hi: hindi,
};

export const numberWordsOf = (language: CountingLanguage): NumberWords => languages[language];
