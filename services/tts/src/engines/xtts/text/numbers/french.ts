import { toCardinal } from 'n2words/fr-FR';
import { type CurrencyNames, amountInWords, oneOrMany } from './amounts.js';
import { type NumberWords, decimalByDigits } from './number-words.js';

const cardinal = (value: bigint) => toCardinal(value);

const names: CurrencyNames = {
  GBP: [
    ['livre', 'livres'],
    ['penny', 'pence'],
  ],
  USD: [
    ['dollar', 'dollars'],
    ['cent', 'cents'],
  ],
  EUR: [
    ['euro', 'euros'],
    ['centime', 'centimes'],
  ],
};

export const french: NumberWords = {
  cardinal,
  decimal: (value) => decimalByDigits(value, cardinal, 'virgule'),
  ordinal(value) {
    if (value === 1n) return 'premier';
    const words = cardinal(value);
    if (words.endsWith('cinq')) return `${words}uième`;
    if (words.endsWith('neuf')) return `${words.slice(0, -1)}vième`;
    return `${words.replace(/e$/u, '')}ième`;
  },
  currency: (amount, currency) =>
    amountInWords(amount, currency, { names, cardinal, form: oneOrMany, joint: ' et' }),
};
