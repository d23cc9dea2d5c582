import type { Rewrite, SpokenLanguage } from '../spoken-language.js';
import { anyOf, numberStart, wordEnd } from './context.js';

const fractionSigns: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅛': '1/8',
};

/** "1st", "2e", "3º", "5-й". */
export function ordinals(language: SpokenLanguage): readonly Rewrite[] {
  if (language.ordinalEndings.length === 0) return [];
  const genders = new Map(language.ordinalEndings.map(([ending, gender]) => [ending.toLowerCase(), gender]));
  const pattern = new RegExp(String.raw`${numberStart}(\d{1,9})(${anyOf(genders.keys())})${wordEnd}`, 'giu');
  return [
    (text) =>
      text.replaceAll(pattern, (match, digits: string, ending: string) =>
        Number(digits) === 0
          ? match
          : language.ordinal(BigInt(digits), genders.get(ending.toLowerCase()) ?? 'masculine'),
      ),
  ];
}

/** "½", "2 1/2", "3/4": by name where the language has one. */
export function fractions(language: SpokenLanguage): readonly Rewrite[] {
  const { signs, fractions: names, fractionJoiner, wordSpace } = language;
  const sign = new RegExp(String.raw`(\d{1,9})?\s?([${Object.keys(fractionSigns).join('')}])`, 'g');
  const slashed = /(?<![\d/.,:])(?:(\d{1,9}) )?(\d{1,3})[/⁄](\d{1,3})(?![\d/%]|[.,]\d)/g;
  const say = (numerator: string, denominator: string) =>
    names[`${numerator}/${denominator}`] ??
    // "24/7" is no fraction.
    (Number(numerator) >= Number(denominator)
      ? `${language.cardinal(BigInt(numerator))} ${language.cardinal(BigInt(denominator))}`
      : [language.cardinal(BigInt(numerator)), signs.over, language.cardinal(BigInt(denominator))].join(
          wordSpace,
        ));
  const sayMixed = (whole: string | undefined, fraction: string) =>
    whole === undefined ? fraction : `${language.cardinal(BigInt(whole))}${fractionJoiner}${fraction}`;
  return [
    (text) =>
      text.replaceAll(sign, (_match, whole: string | undefined, mark: string) => {
        const [numerator = '1', denominator = '2'] = (fractionSigns[mark] ?? '').split('/');
        return sayMixed(whole, say(numerator, denominator));
      }),
    (text) =>
      text.replaceAll(slashed, (_match, whole: string | undefined, numerator: string, denominator: string) =>
        sayMixed(whole, say(numerator, denominator)),
      ),
  ];
}
