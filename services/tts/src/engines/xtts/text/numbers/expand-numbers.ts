import type { CleanedLanguage, CountingLanguage } from '../cleaning/cleaned-language.js';
import { numberWordsOf } from './languages.js';
import { amounts, commaGrouped, decimals, dotGrouped, integers, ordinalsOf } from './number-patterns.js';
import { type NumberWords, currencies } from './number-words.js';

/**
 * What stands before the hundredths in an amount; the part of a whole amount from there on is not said. The table is
 * the reference's: where it does not fit what num2words writes, "zero cents" is said.
 */
const beforeHundredths: Readonly<Partial<Record<CountingLanguage, string>>> = {
  es: ' con ',
  fr: ' et ',
  de: ' und ',
  pt: ' e ',
  it: ' e ',
};

/**
 * Longer numbers are read digit by digit. In words they would not fit into what XTTS speaks in one go, and the scales
 * of the languages end soon after.
 */
const mostDigits = 21;

/** Numbers, amounts and ordinals in words, in the order of the reference (`expand_numbers_multilingual`). */
export function expandNumbers(text: string, language: Exclude<CleanedLanguage, 'zh-cn'>): string {
  const words = numberWordsOf(language);
  const [grouped, separator] =
    language === 'en' || language === 'ru' ? [commaGrouped, ','] : [dotGrouped, '.'];
  const ungrouped = text.replace(grouped, (number) => number.replaceAll(separator, ''));
  const withoutAmounts = expandAmounts(ungrouped, language, words);
  const withoutDecimals =
    language === 'tr'
      ? withoutAmounts
      : withoutAmounts.replace(decimals, (number) => sayDecimal(number, words));
  return withoutDecimals
    .replace(ordinalsOf(language), (_, number: string) =>
      number.length > mostDigits ? number : words.ordinal(BigInt(number)),
    )
    .replace(integers, (number) => sayInteger(number, words));
}

const sayInteger = (number: string, { cardinal }: NumberWords) =>
  number.length > mostDigits
    ? [...number].map((digit) => cardinal(BigInt(digit))).join(' ')
    : cardinal(BigInt(number));

function sayDecimal(number: string, words: NumberWords): string {
  const value = Number(number.replace(',', '.'));
  return value < 10 ** mostDigits ? words.decimal(value) : number;
}

/** One amount without words ends the search: its currency and those after it stay as written. */
function expandAmounts(text: string, language: CountingLanguage, words: NumberWords): string {
  let expanded = text;
  for (const currency of currencies) {
    let unsayable = false;
    const replaced = expanded.replace(amounts[currency], (written) => {
      const amount = Number(written.replaceAll(',', '.').replaceAll(/[^0-9.]/gu, ''));
      const said = amount < 10 ** mostDigits ? words.currency(amount, currency) : undefined;
      unsayable ||= said === undefined;
      return withoutZeroHundredths(said ?? written, amount, beforeHundredths[language] ?? ', ');
    });
    if (unsayable) return expanded;
    expanded = replaced;
  }
  return expanded;
}

function withoutZeroHundredths(said: string, amount: number, before: string): string {
  const end = Number.isInteger(amount) ? said.lastIndexOf(before) : -1;
  return end === -1 ? said : said.slice(0, end);
}
