import { formAfter, joinNoun, numberSource, parseNumber, sayNumber, sayQuantity } from '../numbers.js';
import type { WrittenNumber } from '../numbers.js';
import { currencyCodes, nounOf } from '../spoken-language.js';
import type { CurrencyCode, Noun, Rewrite, SpokenLanguage } from '../spoken-language.js';
import { anyOf, latinEnd, numberStart, spacedLetter } from './context.js';
import { singularOf, unitsOf } from './units.js';

const signs: Readonly<Record<string, CurrencyCode>> = {
  '€': 'EUR',
  $: 'USD',
  US$: 'USD',
  '£': 'GBP',
  '₹': 'INR',
  '₩': 'KRW',
  '₽': 'RUB',
  '₺': 'TRY',
  zł: 'PLN',
  PLN: 'PLN',
  Kč: 'CZK',
  Ft: 'HUF',
  TL: 'TRY',
};
/** Where a range or a number with a sign begins; a hyphen after a space is a minus. */
const signSource = String.raw`(?<!(?:[\d)]|${spacedLetter})\s?)-|(?<=\s)-`;

/** The stop of "руб." is the sentence's as well. */
function endsSentence(text: string, at: number, match: string): boolean {
  const end = at + match.length;
  return match.endsWith('.') && /^(?:\s*$|\s+\p{Lu})/u.test(text.slice(end, end + 8));
}

/** The plural form that stands after millions. */
const million: WrittenNumber = { whole: '1000000', fraction: undefined };

function sayMinus(sign: string | undefined, language: SpokenLanguage): string {
  return sign === undefined || sign === '' ? '' : `${language.signs.minus}${language.wordSpace}`;
}

/** "12.50" is twelve and a half where no minor unit is counted. */
function withoutZeros({ whole, fraction }: WrittenNumber): WrittenNumber {
  const rest = fraction?.replace(/0+$/, '');
  return { whole, fraction: rest === '' ? undefined : rest };
}

type CurrencyNouns = Readonly<Record<CurrencyCode, readonly [major: Noun, minor: Noun | undefined]>>;

function nounsOf({ currencies, pluralOrder }: SpokenLanguage): CurrencyNouns {
  const pair = (code: CurrencyCode) => {
    const [major, minor] = currencies[code];
    return [
      nounOf(major, pluralOrder),
      minor === undefined ? undefined : nounOf(minor, pluralOrder),
    ] as const;
  };
  const [EUR, USD, GBP, JPY] = [pair('EUR'), pair('USD'), pair('GBP'), pair('JPY')];
  const [CNY, INR, KRW, RUB, PLN] = [pair('CNY'), pair('INR'), pair('KRW'), pair('RUB'), pair('PLN')];
  const [CZK, HUF, TRY, CHF] = [pair('CZK'), pair('HUF'), pair('TRY'), pair('CHF')];
  return { EUR, USD, GBP, JPY, CNY, INR, KRW, RUB, PLN, CZK, HUF, TRY, CHF };
}

/** Sums of money: "€12.50", "1.234,56 €", "$3.5 million", "5-10 €". */
export function money(language: SpokenLanguage): readonly Rewrite[] {
  const noun = (written: string) => nounOf(written, language.pluralOrder);
  const nouns = nounsOf(language);
  const codes: Record<string, CurrencyCode> = {
    ...signs,
    '¥': language.yenSign,
    ...language.currencySpellings,
  };
  for (const code of currencyCodes) codes[code] = code;
  const scales = new Map(language.scales.map(([written, said]) => [written.toLowerCase(), noun(said)]));
  const number = numberSource(language);
  const symbol = anyOf(Object.keys(codes));
  const leading = anyOf([...Object.keys(signs), '¥', ...currencyCodes]);
  const scale = String.raw`(?:\s?(${anyOf(scales.keys())})(?![\p{L}\d]))?`;
  const amount = String.raw`(${number})(?:\s?[-–—]\s?(${number}))?`;

  const sayScaled = (value: WrittenNumber, scaleNoun: Noun, major: Noun) =>
    [sayQuantity(value, scaleNoun, language), formAfter(million, major, language)].join(language.scaleJoiner);

  const sayAmount = (value: WrittenNumber, code: CurrencyCode) => {
    const [major, minorNoun] = nouns[code];
    const cents =
      value.fraction?.length === 2 && minorNoun !== undefined ? Number(value.fraction) : undefined;
    if (cents === undefined || minorNoun === undefined)
      return sayQuantity(withoutZeros(value), major, language);
    const whole = { whole: value.whole, fraction: undefined };
    if (cents === 0) return sayQuantity(whole, major, language);
    const minorNumber = { whole: String(cents), fraction: undefined };
    const minor = sayQuantity(minorNumber, minorNoun, language);
    if (Number(value.whole) === 0) return minor;
    const tail = language.namesMinor ? minor : language.cardinal(BigInt(cents));
    return `${sayQuantity(whole, major, language)}${language.minorJoiner}${tail}`;
  };

  const say = (
    sign: string | undefined,
    from: string,
    to: string | undefined,
    scaleWord: string | undefined,
    symbolWord: string,
  ) => {
    const code =
      codes[symbolWord] ?? codes[symbolWord.toUpperCase()] ?? codes[symbolWord.toLowerCase()] ?? 'EUR';
    const last = parseNumber(to ?? from, language);
    const scaleNoun = scaleWord === undefined ? undefined : scales.get(scaleWord.toLowerCase());
    const [major] = nouns[code];
    const end = scaleNoun === undefined ? sayAmount(last, code) : sayScaled(last, scaleNoun, major);
    if (to === undefined) return sayMinus(sign, language) + end;
    const begin = sayNumber(parseNumber(from, language), language, major.gender);
    return `${begin}${language.signs.to}${end}`;
  };

  const before = new RegExp(
    String.raw`(${signSource})?(?<![\p{Script=Latin}\p{Script=Cyrillic}])(${leading})\s?${amount}${scale}(?![\d])`,
    'giu',
  );
  const wordBoundary = language.attachesParticles ? latinEnd : String.raw`(?![\p{L}\d])`;
  const after = new RegExp(
    String.raw`(${signSource})?${numberStart}${amount}${scale}\s?(${symbol})${wordBoundary}`,
    'giu',
  );
  return [
    (text) =>
      text.replaceAll(
        before,
        (_match, sign: string | undefined, code: string, from: string, to?: string, scaleWord?: string) =>
          say(sign, from, to, scaleWord, code),
      ),
    (text) =>
      text.replaceAll(
        after,
        (
          match,
          sign: string | undefined,
          from: string,
          to: string | undefined,
          scaleWord: string | undefined,
          code: string,
          at: number,
        ) => say(sign, from, to, scaleWord, code) + (endsSentence(text, at, match) ? '.' : ''),
      ),
  ];
}

/** Measures: "5 km", "-3,5 °C", "20 %", "3-5 kg". */
export function measures(language: SpokenLanguage): readonly Rewrite[] {
  const { wordSpace, signs: words } = language;
  const units = unitsOf(language);
  const number = numberSource(language);
  const pattern = new RegExp(
    String.raw`(${signSource})?${numberStart}(?<!\d/)(${number})(?:\s?°?[CF]?%?\s?[-–—]\s?(${number}))?[\s\u00A0\u202F]?(${units.source})`,
    'gu',
  );
  const per = new RegExp(
    String.raw`(?<=\p{L}{3}|[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}])\s?/\s?(${units.source})`,
    'gu',
  );
  const percentFirst = new RegExp(String.raw`(?<!\d)%\s?(${number})`, 'gu');
  const say = (sign: string | undefined, from: string, to: string | undefined, unitWord: string) => {
    const noun = units.nounOf(unitWord);
    const isCold =
      sign !== undefined && sign !== '' && unitWord.startsWith('°') && language.belowZero !== undefined;
    const minus = isCold ? `${language.belowZero}${language.wordSpace}` : sayMinus(sign, language);
    const last = parseNumber(to ?? from, language);
    if (to === undefined) return `${minus}${sayQuantity(last, noun, language)}`;
    const first = sayNumber(parseNumber(from, language), language, noun.gender);
    const end = sayNumber(last, language, noun.gender);
    return minus + joinNoun(`${first}${language.signs.to}${end}`, formAfter(last, noun, language), language);
  };
  return [
    (text) =>
      text.replaceAll(
        pattern,
        (_match, sign: string | undefined, from: string, to: string | undefined, unit: string) =>
          say(sign, from, to, unit),
      ),
    (text) =>
      text.replaceAll(per, (match, unit: string) =>
        unit === '%' ? match : [wordSpace, words.per, wordSpace, singularOf(units.nounOf(unit))].join(''),
      ),
    (text) =>
      language.units['%'].includes('#')
        ? text.replaceAll(percentFirst, (_match, value: string) => say(undefined, value, undefined, '%'))
        : text,
  ];
}
