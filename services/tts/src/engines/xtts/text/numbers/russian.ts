import { toCardinal } from 'n2words/ru-RU';
import { type CurrencyNames, amountInWords } from './amounts.js';
import { type NumberWords, groupsOfThousand, shortestFraction } from './number-words.js';

const cardinal = (value: bigint) => toCardinal(value);

/** One, a few (2 to 4), many; of what ends in 11 to 14 there are many. */
function form(count: bigint): number {
  const [tens, ones] = [count % 100n, count % 10n];
  if (tens > 10n && tens < 15n) return 2;
  if (ones === 1n) return 0;
  return ones > 1n && ones < 5n ? 1 : 2;
}

const ordinalOnes = (
  'нулевой первый второй третий четвёртый пятый шестой седьмой восьмой девятый десятый одиннадцатый двенадцатый ' +
  'тринадцатый четырнадцатый пятнадцатый шестнадцатый семнадцатый восемнадцатый девятнадцатый'
).split(' ');
const ordinalTens =
  '- - двадцатый тридцатый сороковой пятидесятый шестидесятый семидесятый восьмидесятый девяностый'.split(
    ' ',
  );
const ordinalHundreds =
  '- сотый двухсотый трёхсотый четырёхсотый пятисотый шестисотый семисотый восьмисотый девятисотый'.split(
    ' ',
  );
const genitiveOnes = (
  '- одно двух трёх четырёх пяти шести семи восьми девяти десяти одиннадцати двенадцати тринадцати четырнадцати ' +
  'пятнадцати шестнадцати семнадцати восемнадцати девятнадцати'
).split(' ');
const genitiveTens =
  '- - двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяносто'.split(' ');
const genitiveHundreds =
  '- сто двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот'.split(' ');
const scaleStems = ['', 'тысяч', 'миллион', 'миллиард', 'триллион', 'квадриллион', 'квинтиллион'];

/** "двухтысячн", "стомиллионн": a count and its scale in one word, without the ending. */
function joinedStem(group: number, power: number): string {
  const rest = group % 100;
  const one = rest < 20 ? rest : rest % 10;
  const count = [
    genitiveHundreds[Math.trunc(group / 100)],
    rest < 20 ? '-' : genitiveTens[Math.trunc(rest / 10)],
    group === 1 ? '-' : genitiveOnes[one],
  ];
  return `${count.filter((word) => word !== '-').join('')}${scaleStems[power] ?? ''}н`;
}

const counted = (group: number, power: number) =>
  power === 1
    ? (['тысяча', 'тысячи', 'тысяч'][form(BigInt(group))] ?? '')
    : `${scaleStems[power] ?? ''}${['', 'а', 'ов'][form(BigInt(group))] ?? ''}`;

/** Three digits of an ordinal. num2words makes ordinals of the groups before the last, too: "десятый тысяч первый". */
function groupInWords(group: number, power: number): string[] {
  const rest = group % 100;
  const one = rest < 20 ? rest : rest % 10;
  const round = group - one;
  const words: string[] = [];
  if (one > 0 && one < 10) {
    if (round > 0) words.push(cardinal(BigInt(round)));
    if (power === 0) words.push(ordinalOnes[one] ?? '');
    else if (group > 1) words.push(power === 1 ? feminine(cardinal(BigInt(one))) : cardinal(BigInt(one)));
  } else if (rest === 0) {
    words.push(ordinalHundreds[group / 100] ?? '');
  } else {
    if (group > rest) words.push(cardinal(BigInt(group - rest)));
    words.push((rest < 20 ? ordinalOnes[rest] : ordinalTens[rest / 10]) ?? '');
  }
  return power > 0 ? [...words, counted(group, power)] : words;
}

function ordinal(value: bigint): string {
  const groups = groupsOfThousand(value);
  if (groups.length === 0) return 'нулевой';
  return groups
    .flatMap(({ group, power }, index) =>
      power > 0 && index === groups.length - 1
        ? [`${joinedStem(group, power)}ый`]
        : groupInWords(group, power),
    )
    .join(' ');
}

const feminineOf = new Map([
  ['один', 'одна'],
  ['два', 'две'],
]);
const feminine = (words: string) =>
  words
    .split(' ')
    .map((word) => feminineOf.get(word) ?? word)
    .join(' ');

/** "двенадцать целых пять десятых": a fraction of tenths, hundredths, and so on. */
function decimal(value: number): string {
  const whole = BigInt(Math.trunc(value));
  const fraction = shortestFraction(value) || '0';
  const parts = ['', 'десят', 'сот'];
  const [power, rest] = [Math.trunc(fraction.length / 3), fraction.length % 3];
  const stem = power === 0 ? (parts[rest] ?? '') : joinedStem(10 ** rest, power);
  const isOne = fraction.endsWith('1') && !fraction.endsWith('11');
  return [
    feminine(cardinal(whole)),
    form(whole) === 0 ? 'целая' : 'целых',
    feminine(cardinal(BigInt(fraction))),
    `${stem}${isOne ? 'ая' : 'ых'}`,
  ].join(' ');
}

const hundredths = ['цент', 'цента', 'центов'];
const names: CurrencyNames = {
  USD: [['доллар', 'доллара', 'долларов'], hundredths],
  EUR: [['евро', 'евро', 'евро'], hundredths],
};

export const russian: NumberWords = {
  cardinal,
  decimal,
  ordinal,
  currency: (amount, currency) => amountInWords(amount, currency, { names, cardinal, form, joint: ',' }),
};
