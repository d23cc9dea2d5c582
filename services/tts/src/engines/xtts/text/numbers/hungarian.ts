import { toCardinal } from 'n2words/hu-HU';
import { amountInWords, oneOrMany } from './amounts.js';
import { englishCurrencies } from './english.js';
import { type NumberWords, decimalByDigits, shortestFraction } from './number-words.js';

const cardinal = (value: bigint) => toCardinal(value);

/** What the end of a number becomes before "ik"; the first that fits. */
const ordinalStems: readonly [string, string][] = [
  ['nulla', 'nullad'],
  ['egy', 'egyed'],
  ['kettő', 'ketted'],
  ['három', 'harmad'],
  ['négy', 'negyed'],
  ['öt', 'ötöd'],
  ['hat', 'hatod'],
  ['hét', 'heted'],
  ['nyolc', 'nyolcad'],
  ['kilenc', 'kilenced'],
  ['tíz', 'tized'],
  ['húsz', 'huszad'],
  ['harminc', 'harmincad'],
  ['negyven', 'negyvened'],
  ['ötven', 'ötvened'],
  ['hatvan', 'hatvanad'],
  ['hetven', 'hetvened'],
  ['nyolcvan', 'nyolcvanad'],
  ['kilencven', 'kilencvened'],
  ['száz', 'század'],
  ['ezer', 'ezred'],
  ['illió', 'milliomod'],
  ['illiárd', 'milliárdod'],
];

const fractions = ['', 'tized', 'század', 'ezred'];

/** "tizenkettő egész öt tized", as far as thousandths; num2words fails beyond. */
function decimal(value: number): string {
  const fraction = shortestFraction(value);
  const unit = fractions[fraction.length];
  if (unit === undefined || Number.isInteger(value)) return decimalByDigits(value, cardinal, 'egész');
  return `${cardinal(BigInt(Math.trunc(value)))} egész ${cardinal(BigInt(fraction))} ${unit}`;
}

export const hungarian: NumberWords = {
  cardinal,
  decimal,
  ordinal(value) {
    if (value === 1n) return 'első';
    if (value === 2n) return 'második';
    const words = cardinal(value);
    const [end, stem] = ordinalStems.find(([ending]) => words.endsWith(ending)) ?? ['', ''];
    return `${words.slice(0, words.length - end.length)}${stem}ik`;
  },
  currency: (amount, currency) =>
    amountInWords(amount, currency, { names: englishCurrencies, cardinal, form: oneOrMany, joint: ',' }),
};
