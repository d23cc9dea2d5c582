import { toCardinal } from 'n2words/de-DE';
import { type CurrencyNames, amountInWords, oneOrMany } from './amounts.js';
import { type NumberWords, decimalByDigits } from './number-words.js';

const cardinal = (value: bigint) => toCardinal(value);

/** What the end of a number becomes before "te"; the first that fits. */
const ordinalStems: readonly [string, string][] = [
  ['eins', 'ers'],
  ['drei', 'drit'],
  ['acht', 'ach'],
  ['sieben', 'sieb'],
  ['ig', 'igs'],
  ['ert', 'erts'],
  ['end', 'ends'],
  ['ion', 'ions'],
  ['nen', 'ns'],
  ['rde', 'rds'],
  ['rden', 'rds'],
];

const names: CurrencyNames = {
  GBP: [
    ['Pfund', 'Pfund'],
    ['Penny', 'Pence'],
  ],
  USD: [
    ['Dollar', 'Dollar'],
    ['Cent', 'Cent'],
  ],
  EUR: [
    ['Euro', 'Euro'],
    ['Cent', 'Cent'],
  ],
};

export const german: NumberWords = {
  cardinal,
  decimal: (value) => decimalByDigits(value, cardinal, 'Komma'),
  ordinal(value) {
    const words = cardinal(value).toLowerCase();
    const [end, stem] = ordinalStems.find(([ending]) => words.endsWith(ending)) ?? ['', ''];
    const ordinal = `${words.slice(0, words.length - end.length)}${stem}te`;
    return ordinal
      .replace(/^ein(?=(?:hundert|tausend)ste$)/u, '')
      .replace(/eine (?=[a-z]+(?:illion|illiard)ste$)/u, '')
      .replace(/ (?=[a-z]+(?:illion|illiard)ste$)/u, '');
  },
  currency: (amount, currency) =>
    amountInWords(amount, currency, { names, cardinal, form: oneOrMany, joint: ' und' })?.replaceAll(
      'eins ',
      'ein ',
    ),
};
