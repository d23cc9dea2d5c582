import type { CountingLanguage } from '../cleaning/cleaned-language.js';
import { pythonDigit as digit, pythonSpace, pythonWord } from '../cleaning/unicode-classes.js';
import type { Currency } from './number-words.js';

// The patterns are the reference's (idiap coqui-ai-TTS 0.27.2, xtts/tokenizer.py), its oversights included.

/** Numbers with commas between thousands. */
export const commaGrouped = new RegExp(
  `(?<!${pythonWord})${digit}{1,3}(?:,${digit}{3})*(?:\\.${digit}+)?(?!${pythonWord})`,
  'gu',
);

/** Numbers with dots between thousands; the reference lets any character stand there. */
export const dotGrouped = new RegExp(
  `(?<!${pythonWord})${digit}{1,3}(?:[^\\n]${digit}{3})*(?:,${digit}+)?(?!${pythonWord})`,
  'gu',
);

export const amounts: Readonly<Record<Currency, RegExp>> = {
  GBP: /£[0-9.,]*[0-9]+|[0-9.,]*[0-9]+£/gu,
  USD: /\$[0-9.,]*[0-9]+|[0-9.,]*[0-9]+\$/gu,
  EUR: /[0-9.,]*[0-9]+€|€[0-9.,]*[0-9]+/gu,
};

export const decimals = /[0-9]+[.,][0-9]+/gu;
export const integers = /[0-9]+/gu;

/** A dot before a space or the end: "der 1. Mai". */
const finalDot = String.raw`\.(?=${pythonSpace}|$)`;

const ordinalEndings: Readonly<Record<CountingLanguage, string>> = {
  en: 'st|nd|rd|th',
  es: 'º|ª|er|o|a|os|as',
  fr: 'º|ª|er|re|e|ème',
  de: `st|nd|rd|th|º|ª|${finalDot}`,
  pt: 'º|ª|o|a|os|as',
  it: 'º|°|ª|o|a|i|e',
  pl: 'º|ª|st|nd|rd|th',
  ar: 'ون|ين|ث|ر|ى',
  cs: finalDot,
  ru: '-й|-я|-е|-ое|-ье|-го',
  nl: 'de|ste|e',
  tr: String.raw`\.|inci|nci|uncu|üncü`,
  hu: String.raw`\.|adik|edik|odik|ödik|ödike|ik`,
  ko: '번째|번|차|째',
  hi: 'st|nd|rd|th',
};

const ordinals = new Map(
  Object.entries(ordinalEndings).map(([language, endings]) => [
    language,
    new RegExp(`([0-9]+)(?:${endings})`, 'gu'),
  ]),
);

/** Numbers with an ordinal's ending; the first group is the number. */
export const ordinalsOf = (language: CountingLanguage): RegExp => ordinals.get(language) ?? integers;
