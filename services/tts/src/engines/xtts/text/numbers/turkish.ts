import { type NumberWords, decimalByDigits, groupsOfThousand } from './number-words.js';

const ones = '- bir iki üç dört beş altı yedi sekiz dokuz'.split(' ');
const tens = '- on yirmi otuz kırk elli altmış yetmiş seksen doksan'.split(' ');
const scales = '- bin milyon milyar trilyon katrilyon kentilyon'.split(' ');
const ordinalOnes = '- birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu'.split(' ');
const ordinalTens =
  '- onuncu yirminci otuzuncu kırkıncı ellinci altmışıncı yetmişinci sekseninci doksanıncı'.split(' ');
const ordinalScales = '- bininci milyonuncu milyarıncı trilyonuncu katrilyonuncu kentilyon'.split(' ');

interface Place {
  power: number;
  isFirst: boolean;
  isLast: boolean;
}

/** Whether num2words leaves the ones of a group out before its scale; of its cases only the first is right. */
function omitsOnes(group: number, { power, isFirst, isLast }: Place, isOrdinal: boolean): boolean {
  if (power === 0) return false;
  if (group === 1 && power === 1) return true;
  if (isFirst) return power === 1 && group > 100 && group % 10 === 1 && !isLast;
  return group < 10 && !isLast && (isOrdinal ? group === 1 : power > 1);
}

function groupInWords(group: number, place: Place, isOrdinal: boolean): string {
  const [hundreds, ten, one] = [Math.trunc(group / 100), Math.trunc(group / 10) % 10, group % 10];
  const endsHere = isOrdinal && place.isLast && place.power === 0;
  let words = '';
  if (hundreds > 0) words += hundreds === 1 ? 'yüz' : `${ones[hundreds] ?? ''}yüz`;
  if (endsHere && ten === 0 && one === 0) return `${words}üncü`;
  if (ten > 0) words += (endsHere && one === 0 ? ordinalTens : tens)[ten] ?? '';
  if (one > 0 && !omitsOnes(group, place, isOrdinal)) words += (endsHere ? ordinalOnes : ones)[one] ?? '';
  if (place.power === 0) return words;
  return words + ((isOrdinal && place.isLast ? ordinalScales : scales)[place.power] ?? '');
}

function inWords(value: bigint, isOrdinal: boolean): string {
  const groups = groupsOfThousand(value);
  return groups
    .map(({ group, power }, index) =>
      groupInWords(group, { power, isFirst: index === 0, isLast: index === groups.length - 1 }, isOrdinal),
    )
    .join('');
}

const cardinal = (value: bigint) => (value === 0n ? 'sıfır' : inWords(value, false));

/**
 * All in one word. The reference says neither decimals nor amounts in Turkish; integers above 2^53 that are no doubles
 * it leaves out, which this does not.
 */
export const turkish: NumberWords = {
  cardinal,
  decimal: (value) => decimalByDigits(value, cardinal, 'virgül'),
  ordinal: (value) => (value === 0n ? 'sıfırıncı' : inWords(value, true)),
  currency: () => undefined,
};
