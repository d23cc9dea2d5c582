import type { SpeechLanguage } from '@parley/contracts';
import type { SpokenLanguage } from '../spoken-language.js';
import { arabic } from './ar.js';
import { czech } from './cs.js';
import { german } from './de.js';
import { english } from './en.js';
import { spanish } from './es.js';
import { french } from './fr.js';
import { hindi } from './hi.js';
import { hungarian } from './hu.js';
import { italian } from './it.js';
import { japanese } from './ja.js';
import { korean } from './ko.js';
import { dutch } from './nl.js';
import { polish } from './pl.js';
import { portuguese } from './pt.js';
import { russian } from './ru.js';
import { turkish } from './tr.js';
import { chinese } from './zh-cn.js';

export const spokenLanguages: Readonly<Record<SpeechLanguage, SpokenLanguage>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  pt: portuguese,
  pl: polish,
  nl: dutch,
  cs: czech,
  ar: arabic,
  tr: turkish,
  ru: russian,
  hu: hungarian,
  ko: korean,
  ja: japanese,
  'zh-cn': chinese,
  hi: hindi,
};
