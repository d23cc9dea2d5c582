import { formAfter } from '../numbers.js';
import { nounOf } from '../spoken-language.js';
import type { Rewrite, SpokenLanguage } from '../spoken-language.js';

const many = { whole: '1000000', fraction: undefined };

/** A unit's name as it follows a number; `#` stands for one that comes after the name. */
const nameOf = (noun: string, language: SpokenLanguage) =>
  formAfter(many, nounOf(noun, language.pluralOrder), language);

function isBetweenDigits(text: string, start: number, end: number): boolean {
  return /\d/.test(text.charAt(start - 1)) && /\d/.test(text.charAt(end));
}

/** Signs that stand alone, in words; those that nobody says, dropped. Runs before numbers become words. */
export function signsBetweenNumbers(language: SpokenLanguage): readonly Rewrite[] {
  const { signs, wordSpace } = language;
  const words: Readonly<Record<string, string>> = {
    '+': signs.plus,
    '=': signs.equals,
    '×': signs.times,
    '*': signs.times,
    '÷': signs.divided,
    '<': signs.lessThan,
    '>': signs.greaterThan,
    '-': signs.minus,
    '−': signs.minus,
    '≈': signs.about,
  };
  const pad = wordSpace;
  const say = (sign: string) => `${pad}${words[sign] ?? ''}${pad}`;
  const hasSum = /[=<>+×÷]/;
  return [
    (text) => text.replaceAll(/(?<=\d) ?x ?(?=\d)/g, say('×')),
    // A hyphen is a minus where the line calculates.
    (text) => (hasSum.test(text) ? text.replaceAll(/(?<=\d) - (?=\d+[^\n=]{0,40}=)/g, say('-')) : text),
    (text) =>
      text.replaceAll(
        /(?<=[\d\p{L})]) ?([+=×÷<>≈*]) ?(?=-?[\d\p{L}(])/gu,
        (match, sign: string, at: number) =>
          sign === '*' && !isBetweenDigits(text, at, at + match.length) ? match : say(sign),
      ),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d])([<>+])\s?(?=\d)/gu,
        (_match, sign: string) => `${words[sign] ?? ''}${pad}`,
      ),
    (text) => text.replaceAll(/(?<=\s|^)['’](?=\d\d(?!\d))/g, ''),
    (text) => text.replaceAll(/±\s?(?=\d)/g, `${signs.plus}${pad || ''}${signs.minus}${pad}`),
    (text) => text.replaceAll(/[~≈≃]\s?(?=\d)/g, `${signs.about}${pad}`),
    (text) => text.replaceAll(/#\s?(?=\d)|№\s?/g, `${signs.numberSign}${pad}`),
    (text) => text.replaceAll(/§+\s?/g, `${signs.section}${pad}`),
  ];
}

/** Of a text that is nothing but signs, their names: elsewhere most of them go unsaid. */
export function signsAlone(language: SpokenLanguage): readonly Rewrite[] {
  const { signs, currencies, units } = language;
  const names: Readonly<Record<string, string>> = {
    '%': nameOf(units['%'], language),
    '°': nameOf(units['°'], language),
    '€': nameOf(currencies.EUR[0], language),
    $: nameOf(currencies.USD[0], language),
    '£': nameOf(currencies.GBP[0], language),
    '¥': nameOf(currencies[language.yenSign][0], language),
    '₹': nameOf(currencies.INR[0], language),
    '₩': nameOf(currencies.KRW[0], language),
    '₽': nameOf(currencies.RUB[0], language),
    '₺': nameOf(currencies.TRY[0], language),
    '&': signs.and,
    '@': signs.at,
    '+': signs.plus,
    '=': signs.equals,
    '#': signs.numberSign,
    '§': signs.section,
  };
  const say = (sign: string) => ` ${(names[sign] ?? '').replace('#', '').trim()} `;
  return [(text) => (/[\p{L}\p{N}]/u.test(text) ? text : text.replaceAll(/[%°€$£¥₹₩₽₺&@+=#§]/g, say).trim())];
}

/** Signs left over after all else. */
export function remainingSigns(language: SpokenLanguage): readonly Rewrite[] {
  const { signs, wordSpace } = language;
  const padded = (noun: string) =>
    `${wordSpace}${nameOf(noun, language)
      .replace(/^.+ #$|#/, '')
      .trim()}${wordSpace}`;
  const { EUR, USD, GBP } = language.currencies;
  const lone: Readonly<Record<string, string>> = {
    '%': padded(language.units['%']),
    '°': padded(language.units['°']),
    '€': padded(EUR[0]),
    $: padded(USD[0]),
    '£': padded(GBP[0]),
  };
  return [
    (text) => text.replaceAll(/(?<=[\p{L}\p{M}]\s?)[%°€$£](?![\p{L}\d])/gu, (sign) => lone[sign] ?? ' '),
    (text) => text.replaceAll(/\s?&(?:amp;)?\s?/g, ` ${signs.and} `),
    (text) =>
      text.replaceAll(/(?<=\p{L})\+{1,2}(?![\p{L}+])/gu, (match) => ` ${signs.plus}`.repeat(match.length)),
    (text) => text.replaceAll(/(?<=\S)\s?@\s?(?=\S)|(?<=\s)@\s/g, ` ${signs.at} `),
    (text) => text.replaceAll(/(?<=\p{L}) = (?=\p{L})/gu, ` ${signs.equals} `),
    (text) => text.replaceAll(/\s(?:->|=>|→|⇒)\s/g, ', '),
    (text) => text.replaceAll(/(?<=\p{L})\/(?=\p{L})/gu, ' '),
    (text) => text.replaceAll(/[*_~^|\\#<>[\]{}©®™•·→←↑↓⇒=+@$€£¥%°`/]+/g, ' '),
    (text) => text.replaceAll(/(?<=\s|^)-{2,}(?=\s|$)/g, '–'),
  ];
}
