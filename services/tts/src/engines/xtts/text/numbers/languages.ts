import type { CountingLanguage } from '../cleaning/cleaned-language.js';
import { arabic } from './arabic.js';
import { czech } from './czech.js';
import { dutch } from './dutch.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { hindi } from './hindi.js';
import { hungarian } from './hungarian.js';
import { italian } from './italian.js';
import { korean } from './korean.js';
import type { NumberWords } from './number-words.js';
import { polish } from './polish.js';
import { portuguese } from './portuguese.js';
import { russian } from './russian.js';
import { spanish } from './spanish.js';
import { turkish } from './turkish.js';

const languages: Readonly<Record<CountingLanguage, NumberWords>> = {
  en: english,
  es: spanish,
  fr: french,
  de: german,
  pt: portuguese,
  it: italian,
  pl: polish,
  ar: arabic,
  cs: czech,
  ru: russian,
  nl: dutch,
  tr: turkish,
  hu: hungarian,
  ko: korean,
  hi: hindi,
};

export const numberWordsOf = (language: CountingLanguage): NumberWords => languages[language];
