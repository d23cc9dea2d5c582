import { toOrdinal } from 'n2words/cs-CZ';
import { type CurrencyNames, amountInWords, oneFewMany } from './amounts.js';
import { type NumberWords, decimalWithZeros, groupsOfThousand } from './number-words.js';

const small = (
  'nula jedna dva tři čtyři pět šest sedm osm devět deset jedenáct dvanáct třináct čtrnáct patnáct šestnáct ' +
  'sedmnáct osmnáct devatenáct'
).split(' ');
const tens = '- - dvacet třicet čtyřicet padesát šedesát sedmdesát osmdesát devadesát'.split(' ');
const hundreds = '- sto dvěstě třista čtyřista pětset šestset sedmset osmset devětset'.split(' ');
const scales = [
  [],
  ['tisíc', 'tisíce', 'tisíc'],
  ['milion', 'miliony', 'milionů'],
  ['miliarda', 'miliardy', 'miliard'],
  ['bilion', 'biliony', 'bilionů'],
  ['biliarda', 'biliardy', 'biliard'],
  ['trilion', 'triliony', 'trilionů'],
];

function belowThousand(value: number): string[] {
  const rest = value % 100;
  const words = value >= 100 ? [hundreds[Math.trunc(value / 100)] ?? ''] : [];
  if (rest >= 20) words.push(tens[Math.trunc(rest / 10)] ?? '');
  const one = rest < 20 ? rest : rest % 10;
  if (one > 0) words.push(small[one] ?? '');
  return words;
}

function cardinal(value: bigint): string {
  if (value === 0n) return 'nula';
  return groupsOfThousand(value)
    .flatMap(({ group, power }) => {
      const scale = scales[power]?.[oneFewMany(BigInt(group))];
      if (scale === undefined) return belowThousand(group);
      return group === 1 ? [scale] : [...belowThousand(group), scale];
    })
    .join(' ');
}

const names: CurrencyNames = {
  EUR: [
    ['euro', 'euro', 'euro'],
    ['cent', 'centy', 'centů'],
  ],
};

/** num2words knows no ordinals of Czech, and the reference fails: "1." is said as n2words has it. */
export const czech: NumberWords = {
  cardinal,
  decimal: (value) => decimalWithZeros(value, cardinal, 'celá', 'nula'),
  ordinal: (value) => (value === 0n ? cardinal(value) : toOrdinal(value)),
  currency: (amount, currency) =>
    amountInWords(amount, currency, { names, cardinal, form: oneFewMany, joint: ',' }),
};
