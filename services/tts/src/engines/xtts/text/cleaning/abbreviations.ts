import type { SpeechLanguage } from '@parley/contracts';
import type { CleanedLanguage } from './cleaned-language.js';
import { pythonWord } from './unicode-classes.js';

/** As XTTS was trained on them (idiap coqui-ai-TTS 0.27.2, xtts/tokenizer.py): "st." is a saint, never a street. */
const abbreviations: Readonly<Partial<Record<CleanedLanguage, Readonly<Record<string, string>>>>> = {
  en: {
    mrs: 'misess',
    mr: 'mister',
    dr: 'doctor',
    st: 'saint',
    co: 'company',
    jr: 'junior',
    maj: 'major',
    gen: 'general',
    drs: 'doctors',
    rev: 'reverend',
    lt: 'lieutenant',
    hon: 'honorable',
    sgt: 'sergeant',
    capt: 'captain',
    esq: 'esquire',
    ltd: 'limited',
    col: 'colonel',
    ft: 'fort',
  },
  es: {
    sra: 'señora',
    sr: 'señor',
    dr: 'doctor',
    dra: 'doctora',
    st: 'santo',
    co: 'compañía',
    jr: 'junior',
    ltd: 'limitada',
  },
  fr: {
    mme: 'madame',
    mr: 'monsieur',
    dr: 'docteur',
    st: 'saint',
    co: 'compagnie',
    jr: 'junior',
    ltd: 'limitée',
  },
  de: { fr: 'frau', dr: 'doktor', st: 'sankt', co: 'firma', jr: 'junior' },
  pt: {
    sra: 'senhora',
    sr: 'senhor',
    dr: 'doutor',
    dra: 'doutora',
    st: 'santo',
    co: 'companhia',
    jr: 'júnior',
    ltd: 'limitada',
  },
  it: { sig: 'signore', dr: 'dottore', st: 'santo', co: 'compagnia', jr: 'junior', ltd: 'limitata' },
  pl: { p: 'pani', m: 'pan', dr: 'doktor', sw: 'święty', jr: 'junior' },
  cs: { dr: 'doktor', ing: 'inženýr', p: 'pan' },
  ru: { 'г-жа': 'госпожа', 'г-н': 'господин', 'д-р': 'доктор' },
  nl: { dhr: 'de heer', mevr: 'mevrouw', dr: 'dokter', jhr: 'jonkheer' },
  tr: { b: 'bay', byk: 'büyük', dr: 'doktor' },
  hu: { dr: 'doktor', b: 'bácsi', nőv: 'nővér' },
};

interface Rule {
  pattern: RegExp;
  words: string;
}

function rulesOf(language: string, table: Readonly<Record<string, string>>): Rule[] {
  // Russian shortens with a hyphen and sets no dot.
  const end = language === 'ru' ? `(?!${pythonWord})` : String.raw`\.`;
  return Object.entries(table).map(([short, words]) => ({
    pattern: new RegExp(`(?<!${pythonWord})${short}${end}`, 'giu'),
    words,
  }));
}

const rules = new Map(
  Object.entries(abbreviations).map(([language, table]) => [language, rulesOf(language, table)]),
);

/** One rule after the other over the whole text: after "p." of "p.m." has become a word, "m." begins none. */
export function expandAbbreviations(text: string, language: CleanedLanguage): string {
  return (rules.get(language) ?? []).reduce(
    (cleaned, { pattern, words }) => cleaned.replace(pattern, words),
    text,
  );
}

/** Whether a text ends in an abbreviation, its dot included. */
export function endsInAbbreviation(text: string, language: SpeechLanguage): boolean {
  const short = /[\p{L}\p{N}_]+(?=\.$)/u.exec(text.slice(-16))?.[0].toLowerCase();
  return language !== 'ja' && short !== undefined && short in (abbreviations[language] ?? {});
}
