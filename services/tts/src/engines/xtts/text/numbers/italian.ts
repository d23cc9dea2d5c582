import { type CurrencyNames, amountInWords, oneOrMany } from './amounts.js';
import { type NumberWords, shortestFraction } from './number-words.js';

const small = (
  'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici ' +
  'diciassette diciotto diciannove'
).split(' ');
const tens = '- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta'.split(' ');
const scales = 'milion miliard bilion biliard trilion'.split(' ');

/** Of two vowels that meet, one is left out. */
const contracted = (words: string) =>
  words
    .replaceAll('oo', 'o')
    .replaceAll('ao', 'o')
    .replaceAll('io', 'o')
    .replaceAll('au', 'u')
    .replaceAll('iu', 'u');

/** A "tre" at the end of a longer word has an accent; accents within are lost. */
const accentuated = (words: string) =>
  words
    .split(' ')
    .map((word) =>
      word.length > 3 && word.endsWith('tre')
        ? `${word.replaceAll('tré', 'tre').slice(0, -3)}tré`
        : word.replaceAll('tré', 'tre'),
    )
    .join(' ');

const unlessZero = (value: bigint) => (value === 0n ? '' : cardinal(value));

function unaccentuated(value: bigint): string {
  if (value < 20n) return small[Number(value)] ?? '';
  if (value < 100n) return contracted((tens[Number(value / 10n)] ?? '') + unlessZero(value % 10n));
  if (value < 1_000n) {
    const count = value / 100n;
    return contracted(`${count === 1n ? '' : cardinal(count)}cento${unlessZero(value % 100n)}`);
  }
  if (value < 1_000_000n) {
    const count = value / 1_000n;
    return (count === 1n ? 'mille' : `${cardinal(count)}mila`) + unlessZero(value % 1_000n);
  }
  const power = Math.floor((String(value).length - 1) / 3);
  const unit = 1_000n ** BigInt(power);
  const [count, rest] = [value / unit, value % unit];
  const scale = scales[power - 2] ?? '';
  // A million is "un milione", a milliard "un miliardo".
  const head =
    count === 1n ? `un ${scale}${scale.endsWith('d') ? 'o' : 'e'}` : `${cardinal(count)} ${scale}i`;
  if (rest === 0n) return head;
  const tail = cardinal(rest);
  return `${head}${tail.includes(' e ') ? ', ' : ' e '}${tail}`;
}

const cardinal = (value: bigint): string => accentuated(unaccentuated(value));

const ordinals = (
  'zero primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo tredicesimo ' +
  'quattordicesimo quindicesimo sedicesimo diciassettesimo diciottesimo diciannovesimo'
).split(' ');

function ordinal(value: bigint): string {
  if (value < 20n) return ordinals[Number(value)] ?? '';
  const words = cardinal(value);
  const isTeen = value % 100n > 10n && value % 100n < 20n;
  if (!isTeen && value % 10n === 3n) return `${words.slice(0, -1)}eesimo`;
  if (!isTeen && value % 10n === 6n) return `${words}esimo`;
  return `${words.slice(0, -1).replace(/mil$/u, 'mill')}esimo`;
}

const hundredths = ['centesimo', 'centesimi'];
const names: CurrencyNames = {
  GBP: [
    ['sterlina', 'sterline'],
    ['penny', 'penny'],
  ],
  USD: [['dollaro', 'dollari'], hundredths],
  EUR: [['euro', 'euro'], hundredths],
};

export const italian: NumberWords = {
  cardinal,
  // "12,0" is "dodici virgola zero" here, and only here.
  decimal: (value) =>
    accentuated(
      [
        cardinal(BigInt(Math.trunc(value))),
        'virgola',
        ...[...(shortestFraction(value) || '0')].map((digit) => small[Number(digit)] ?? ''),
      ].join(' '),
    ),
  ordinal,
  currency(amount, currency) {
    const said = amountInWords(amount, currency, { names, cardinal, form: oneOrMany, joint: ' e' });
    return (currency === 'GBP' ? said?.replace(/^uno (?=sterlina)/u, 'una ') : said)?.replaceAll('uno', 'un');
  },
};
