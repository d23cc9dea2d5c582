import type { Gender, Noun, SpokenLanguage } from './spoken-language.js';

/** A number as it is written, without signs and grouping. */
export interface WrittenNumber {
  readonly whole: string;
  /** Digits after the decimal separator; undefined where there is none. */
  readonly fraction: string | undefined;
}

/** Longer numbers are read digit by digit: nobody says quadrillions, and big integers cost quadratic time. */
const maxSpokenDigits = 15;

const groupMarks = { '.': "[,'’\\u00A0\\u202F]", ',': "[.'’\\u00A0\\u202F ]" } as const;
/** Indian grouping: 12,34,567. */
const lakhs = { '.': String.raw`\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|`, ',': '' } as const;

/** The source of a regular expression for one number in the language's own writing; it has no groups. */
export function numberSource({ decimalSeparator }: SpokenLanguage): string {
  return `(?:\\d{1,3}(?:,\\d{3})+\\.\\d+|\\d{1,3}(?:\\.\\d{3})+,\\d+|${lakhs[decimalSeparator]}\\d{1,3}(?:${groupMarks[decimalSeparator]}\\d{3})+(?!\\d)|\\d+)(?:[.,]\\d+)?`;
}

/** Parts of what {@link numberSource} matches. "1.5" is a decimal in German too, "1.500" is not; of two marks the last one is decimal. */
export function parseNumber(written: string, { decimalSeparator }: SpokenLanguage): WrittenNumber {
  const lastMark = Math.max(written.lastIndexOf('.'), written.lastIndexOf(','));
  const hasBoth = written.includes('.') && written.includes(',');
  if (hasBoth)
    return { whole: onlyDigits(written.slice(0, lastMark)), fraction: written.slice(lastMark + 1) };
  const [head = '', fraction] = written.split(decimalSeparator);
  const other = decimalSeparator === '.' ? ',' : '.';
  const parts = head.split(other);
  const last = parts.at(-1) ?? '';
  if (fraction === undefined && parts.length === 2 && last.length !== 3) {
    return { whole: onlyDigits(parts[0] ?? ''), fraction: last };
  }
  return { whole: onlyDigits(head), fraction };
}

function onlyDigits(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** Each digit by its name. */
export function sayDigits(digits: string, language: SpokenLanguage): string {
  return Array.from(digits, (digit) => language.cardinal(BigInt(digit))).join(language.wordSpace);
}

/** A whole number; digit by digit where it begins with a zero or is longer than anyone counts. */
export function sayWhole(digits: string, language: SpokenLanguage, gender?: Gender): string {
  const isCode = digits.length > maxSpokenDigits || (digits.length > 1 && digits.startsWith('0'));
  return isCode ? sayDigits(digits, language) : language.cardinal(BigInt(digits), gender);
}

function sayFraction(fraction: string, language: SpokenLanguage): string {
  const zeros = fraction.length - fraction.replace(/^0+/, '').length;
  const isNumber = fraction.length <= language.decimalsAsNumber && zeros < fraction.length;
  if (!isNumber) {
    const digits = Array.from(fraction, (digit) => language.cardinal(BigInt(digit)));
    return digits.join(language.wordSpace);
  }
  const leading = zeros > 0 ? `${sayDigits('0'.repeat(zeros), language)} ` : '';
  return leading + language.cardinal(BigInt(fraction));
}

/** A number, decimals included. The gender is that of the noun that follows. */
export function sayNumber(number: WrittenNumber, language: SpokenLanguage, gender?: Gender): string {
  const { whole, fraction } = number;
  if (fraction === undefined || fraction === '') return sayWhole(whole, language, gender);
  const own = whole.length <= maxSpokenDigits ? language.decimal?.(BigInt(whole), fraction) : undefined;
  if (own !== undefined) return own;
  const { point, wordSpace } = language;
  return [sayWhole(whole, language), point, sayFraction(fraction, language)].join(wordSpace);
}

const pluralRules = new Map<string, Intl.PluralRules>();

function rulesOf(locale: string): Intl.PluralRules {
  const known = pluralRules.get(locale);
  if (known !== undefined) return known;
  const rules = new Intl.PluralRules(locale);
  pluralRules.set(locale, rules);
  return rules;
}

/** The form of a noun after a number. */
export function formAfter(number: WrittenNumber, noun: Noun, { locale }: SpokenLanguage): string {
  const value = Number(number.fraction === undefined ? number.whole : `${number.whole}.${number.fraction}`);
  return noun.forms[rulesOf(locale).select(value)] ?? noun.forms.other;
}

/** Puts a number before its noun, or where `#` stands in the noun's form. */
export function joinNoun(number: string, form: string, { wordSpace }: SpokenLanguage): string {
  return form.includes('#') ? form.replace('#', number) : `${number}${wordSpace}${form}`;
}

/** A number and what it counts: "two kilometers". */
export function sayQuantity(number: WrittenNumber, noun: Noun, language: SpokenLanguage): string {
  const isWhole = number.fraction === undefined && number.whole.length <= maxSpokenDigits;
  if (isWhole && language.quantity !== undefined) return language.quantity(BigInt(number.whole), noun);
  const form = formAfter(number, noun, language);
  return joinNoun(sayNumber(number, language, noun.gender), form, language);
}
