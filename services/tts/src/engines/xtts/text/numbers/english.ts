import { type CurrencyNames, amountInWords, oneOrMany } from './amounts.js';
import { type NumberWords, decimalByDigits, groupsOfThousand } from './number-words.js';

const small = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const tens = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const scales =
  '- thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion'.split(
    ' ',
  );

function belowHundred(value: number): string {
  if (value < 20) return small[value] ?? '';
  const ten = tens[Math.trunc(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ten}-${small[value % 10] ?? ''}`;
}

function belowThousand(value: number): string {
  if (value < 100) return belowHundred(value);
  const hundreds = `${small[Math.trunc(value / 100)] ?? ''} hundred`;
  return value % 100 === 0 ? hundreds : `${hundreds} and ${belowHundred(value % 100)}`;
}

function cardinal(value: bigint): string {
  if (value === 0n) return 'zero';
  const groups = groupsOfThousand(value);
  return groups
    .map(({ group, power }, index) => {
      const words = power > 0 ? `${belowThousand(group)} ${scales[power] ?? ''}` : belowThousand(group);
      if (index === 0) return words;
      return power === 0 && group < 100 ? ` and ${words}` : `, ${words}`;
    })
    .join('');
}

const irregularOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** Hungarian, too, says these names, since num2words has none of its own for it. */
export const englishCurrencies: CurrencyNames = {
  GBP: [
    ['pound sterling', 'pounds sterling'],
    ['penny', 'pence'],
  ],
  USD: [
    ['dollar', 'dollars'],
    ['cent', 'cents'],
  ],
  EUR: [
    ['euro', 'euro'],
    ['cent', 'cents'],
  ],
};

/** English, with the British "and". */
export const english: NumberWords = {
  cardinal,
  decimal: (value) => decimalByDigits(value, cardinal, 'point'),
  ordinal: (value) =>
    cardinal(value).replace(
      /[a-z]+$/u,
      (last) => irregularOrdinals[last] ?? `${last.replace(/y$/u, 'ie')}th`,
    ),
  currency: (amount, currency) =>
    amountInWords(amount, currency, { names: englishCurrencies, cardinal, form: oneOrMany, joint: ',' }),
};
