import { type Currency, unitsAndHundredths } from './number-words.js';

/** Names of a currency's unit and of its hundredth, a form for each number that the language tells apart. */
export type CurrencyNames = Readonly<
  Partial<Record<Currency, readonly [readonly string[], readonly string[]]>>
>;

export interface AmountRules {
  names: CurrencyNames;
  cardinal: (value: bigint) => string;
  /** Which form goes with a number. */
  form: (count: bigint) => number;
  /** Between units and hundredths. */
  joint: string;
}

/** The first form for one, the second for all else. */
export const oneOrMany = (count: bigint): number => (count === 1n ? 0 : 1);

/** One, a few (2 to 4, 22 to 24, ...), many: Polish and Czech, as num2words has them. */
export const oneFewMany = (count: bigint): number => {
  if (count === 1n) return 0;
  const [tens, ones] = [count % 100n, count % 10n];
  return ones > 1n && ones < 5n && (tens < 10n || tens > 20n) ? 1 : 2;
};

/** "twenty euro, fifteen cents", or undefined for a currency that the language has no names for. */
export function amountInWords(
  amount: number,
  currency: Currency,
  { names, cardinal, form, joint }: AmountRules,
): string | undefined {
  const forms = names[currency];
  if (!forms) return undefined;
  const { units, hundredths } = unitsAndHundredths(amount);
  const [unit, hundredth] = forms;
  return `${cardinal(units)} ${unit[form(units)] ?? ''}${joint} ${cardinal(hundredths)} ${hundredth[form(hundredths)] ?? ''}`;
}
