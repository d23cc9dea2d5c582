import { formAfter } from '../numbers.js';
import { nounOf } from '../spoken-language.js';
import type { Rewrite, SpokenLanguage } from '../spoken-language.js';

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

/** Signs left over after all else. */
export function remainingSigns(language: SpokenLanguage): readonly Rewrite[] {
  const { signs, wordSpace } = language;
  const many = { whole: '1000000', fraction: undefined };
  const nameOf = (noun: string) =>
    `${wordSpace}${formAfter(many, nounOf(noun, language.pluralOrder), language)
      .replace(/^.+ #$|#/, '')
      .trim()}${wordSpace}`;
  const { EUR, USD, GBP } = language.currencies;
  const lone: Readonly<Record<string, string>> = {
    '%': nameOf(language.units['%']),
    '°': nameOf(language.units['°']),
    '€': nameOf(EUR[0]),
    $: nameOf(USD[0]),
    '£': nameOf(GBP[0]),
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
