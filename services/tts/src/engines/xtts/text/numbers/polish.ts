import { toCardinal } from 'n2words/pl-PL';
import { type CurrencyNames, amountInWords, oneFewMany } from './amounts.js';
import { type NumberWords, decimalWithZeros } from './number-words.js';

const cardinal = (value: bigint) => toCardinal(value);

const ones = (
  '- pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty dwunasty trzynasty ' +
  'czternasty piętnasty szesnasty siedemnasty osiemnasty dziewiętnasty'
).split(' ');
const tens = (
  '- - dwudziesty trzydziesty czterdziesty pięćdziesiąty sześćdziesiąty siedemdziesiąty osiemdziesiąty ' +
  'dziewięćdziesiąty'
).split(' ');
const hundreds =
  '- setny dwusetny trzysetny czterysetny pięćsetny sześćsetny siedemsetny osiemsetny dziewięćsetny'.split(
    ' ',
  );
// What stands before "tysięczny" in one word, with the spelling mistakes of num2words.
const joinedOnes = (
  '- pierwszo dwu trzy cztero pięcio sześcio siedmio ośmio dziewięcio dziesięcio jedenasto dwunasto trzynasto ' +
  'czternasto piętnasto szesnasto siedemnasto osiemnasto dziewiętnasto'
).split(' ');
const joinedTens = (
  '- - dwudziesto trzydiesto czterdziesto pięćdziesięcio sześćdziesięcio siedemdziesięcio osiemdziesięcio ' +
  'dziewięćdziesięcio'
).split(' ');
const joinedHundreds = '- stu dwustu trzystu czterystu pięcset sześćset siedemset ośiemset dziewięćset'.split(
  ' ',
);
const scales = ['', 'tysięczny', 'milionowy', 'milairdowy'];

/** The last group of three digits, in one word with a scale or by itself; undefined where num2words fails. */
function lastGroup(group: number, isJoined: boolean): string | undefined {
  const [hundred, rest] = [Math.trunc(group / 100), group % 100];
  const before = hundred > 0 ? `${cardinal(BigInt(hundred * 100))} ` : '';
  if (rest === 0) return (isJoined ? joinedHundreds : hundreds)[hundred];
  if (isJoined && group === 1) return '';
  if (rest >= 20 && rest % 10 > 0)
    return `${before}${tens[Math.trunc(rest / 10)] ?? ''} ${ones[rest % 10] ?? ''}`;
  if (isJoined && hundred > 0) return undefined;
  if (rest < 20) return before + ((isJoined ? joinedOnes : ones)[rest] ?? '');
  return before + ((isJoined ? joinedTens : tens)[Math.trunc(rest / 10)] ?? '');
}

function ordinal(value: bigint): string {
  let power = 0;
  let front = value;
  for (; front > 0n && front % 1_000n === 0n; front /= 1_000n) power++;
  const group = Number(front % 1_000n);
  const scale = scales[power];
  const last = value === 0n ? undefined : lastGroup(group, power > 0);
  if (scale === undefined || last === undefined) return cardinal(value);
  const before = front >= 1_000n ? cardinal(value - BigInt(group) * 1_000n ** BigInt(power)) : '';
  const words = [before, last].filter((part) => part !== '').join(' ');
  return words !== '' && group === 1 && power > 0 ? `${words} ${scale}` : words + scale;
}

const hundredths = ['cent', 'centy', 'centów'];
const names: CurrencyNames = {
  USD: [['dolar amerykański', 'dolary amerykańskie', 'dolarów amerykańskich'], hundredths],
  EUR: [['euro', 'euro', 'euro'], hundredths],
};

export const polish: NumberWords = {
  cardinal,
  decimal: (value) => decimalWithZeros(value, cardinal, 'przecinek', 'zero'),
  ordinal,
  currency: (amount, currency) =>
    amountInWords(amount, currency, { names, cardinal, form: oneFewMany, joint: ',' }),
};
