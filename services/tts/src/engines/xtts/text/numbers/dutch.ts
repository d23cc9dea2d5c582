import { type CurrencyNames, amountInWords } from './amounts.js';
import { type NumberWords, decimalByDigits, groupsOfThousand } from './number-words.js';

const small = (
  'nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien ' +
  'achttien negentien'
).split(' ');
const tens = '- - twintig dertig veertig vijftig zestig zeventig tachtig negentig'.split(' ');
const scales = '- duizend miljoen miljard biljoen biljard triljoen'.split(' ');

function belowHundred(value: number): string {
  if (value < 20) return small[value] ?? '';
  const [ten, one] = [tens[Math.trunc(value / 10)] ?? '', value % 10];
  if (one === 0) return ten;
  const unit = one === 1 ? 'een' : (small[one] ?? '');
  return `${unit}${unit.endsWith('e') ? 'ën' : 'en'}${ten}`;
}

function belowThousand(value: number): string {
  const count = Math.trunc(value / 100);
  if (count === 0) return belowHundred(value);
  const hundreds = `${count === 1 ? '' : (small[count] ?? '')}honderd`;
  return value % 100 === 0 ? hundreds : hundreds + belowHundred(value % 100);
}

function cardinal(value: bigint): string {
  if (value === 0n) return 'nul';
  return groupsOfThousand(value)
    .map(({ group, power }) => {
      if (power === 0) return belowThousand(group);
      if (power === 1) return `${group === 1 ? '' : belowThousand(group)}duizend`;
      return `${group === 1 ? 'een' : belowThousand(group)} ${scales[power] ?? ''} `;
    })
    .join('')
    .trim();
}

/** What the end of a number becomes before "e"; the first that fits. */
const ordinalStems: readonly [string, string][] = [
  ['nul', 'nuld'],
  ['één', 'eerst'],
  ['twee', 'tweed'],
  ['drie', 'derd'],
  ['vier', 'vierd'],
  ['vijf', 'vijfd'],
  ['zes', 'zesd'],
  ['zeven', 'zevend'],
  ['acht', 'achtst'],
  ['negen', 'negend'],
  ['tien', 'tiend'],
  ['elf', 'elfd'],
  ['twaalf', 'twaalfd'],
  ['ig', 'igst'],
  ['erd', 'erdst'],
  ['end', 'endst'],
  ['joen', 'joenst'],
  ['rd', 'rdst'],
];

const names: CurrencyNames = {
  GBP: [['pond'], ['penny']],
  USD: [['dollar'], ['cent']],
  EUR: [['euro'], ['cent']],
};

export const dutch: NumberWords = {
  cardinal,
  decimal: (value) => decimalByDigits(value, cardinal, 'komma'),
  ordinal(value) {
    const words = cardinal(value);
    const [end, stem] = ordinalStems.find(([ending]) => words.endsWith(ending)) ?? ['', ''];
    return `${words.slice(0, words.length - end.length)}${stem}e`;
  },
  currency: (amount, currency) =>
    amountInWords(amount, currency, { names, cardinal, form: () => 0, joint: ',' }),
};
