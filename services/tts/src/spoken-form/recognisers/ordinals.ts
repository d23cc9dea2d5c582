import { formAfter, joinNoun } from '../numbers.js';
import type { Rewrite, SpokenLanguage } from '../spoken-language.js';
import { anyOf, numberStart, wordEnd } from './context.js';
import { singularOf, unitsOf } from './units.js';

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
  const { signs, fractions: names, fractionJoiner, pluralOrder, wordSpace } = language;
  const units = unitsOf(language);
  const unit = String.raw`(?:[\s\u00A0\u202F]?(${units.source}))?`;
  const sign = new RegExp(
    String.raw`(?:(\d{1,9})\s?)?([${Object.keys(fractionSigns).join('')}])${unit}`,
    'gu',
  );
  const slashed = new RegExp(
    String.raw`(?<![\d/.,:])(?:(\d{1,9}) )?(\d{1,3})[/⁄](\d{1,3})${unit}(?![\d/]|[.,]\d)`,
    'gu',
  );
  const say = (numerator: string, denominator: string) =>
    names[`${numerator}/${denominator}`] ??
    // "24/7" is no fraction.
    (Number(numerator) >= Number(denominator)
      ? `${language.cardinal(BigInt(numerator))} ${language.cardinal(BigInt(denominator))}`
      : [language.cardinal(BigInt(numerator)), signs.over, language.cardinal(BigInt(denominator))].join(
          wordSpace,
        ));
  const sayMixed = (whole: string | undefined, fraction: string, unitWord: string | undefined) => {
    const words =
      whole === undefined ? fraction : `${language.cardinal(BigInt(whole))}${fractionJoiner}${fraction}`;
    return unitWord === undefined ? words : joinNoun(words, nounAfter(whole, unitWord), language);
  };
  // "half a kilogram", but in Slavic languages the form after 0.5.
  const nounAfter = (whole: string | undefined, unitWord: string) => {
    const noun = units.nounOf(unitWord);
    const isSingular = whole === undefined && pluralOrder.length < 3;
    return isSingular ? singularOf(noun) : formAfter({ whole: whole ?? '0', fraction: '5' }, noun, language);
  };
  return [
    (text) =>
      text.replaceAll(sign, (_match, ...found) => {
        const [whole, mark, unitWord] = found as [string | undefined, string, string | undefined];
        const [numerator = '1', denominator = '2'] = (fractionSigns[mark] ?? '').split('/');
        return sayMixed(whole, say(numerator, denominator), unitWord);
      }),
    (text) =>
      text.replaceAll(slashed, (_match, ...found) => {
        const [whole, numerator, denominator, unitWord] = found as [string?, string?, string?, string?];
        return sayMixed(whole, say(numerator ?? '1', denominator ?? '2'), unitWord);
      }),
  ];
}
