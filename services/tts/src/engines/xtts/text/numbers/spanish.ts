import { type CurrencyNames, amountInWords, oneOrMany } from './amounts.js';
import { type NumberWords, decimalByDigits } from './number-words.js';

const small = (
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete ' +
  'dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete ' +
  'veintiocho veintinueve'
).split(' ');
const tens = '- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ');
const hundreds =
  '- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
    ' ',
  );
/** Each a million times the one before: the long scale. */
const millions: readonly [bigint, string][] = [
  [10n ** 18n, 'trill'],
  [10n ** 12n, 'bill'],
  [10n ** 6n, 'mill'],
];

function belowThousand(value: number): string {
  if (value === 100) return 'cien';
  if (value > 100) {
    const hundred = hundreds[Math.trunc(value / 100)] ?? '';
    return value % 100 === 0 ? hundred : `${hundred} ${belowThousand(value % 100)}`;
  }
  if (value < 30) return small[value] ?? '';
  const ten = tens[Math.trunc(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ten} y ${small[value % 10] ?? ''}`;
}

function cardinal(value: bigint): string {
  for (const [scale, name] of millions) {
    if (value < scale) continue;
    const count = value / scale;
    const head = count === 1n ? `un ${name}ón` : `${cardinal(count)} ${name}ones`;
    return value % scale === 0n ? head : `${head} ${cardinal(value % scale)}`;
  }
  if (value < 1_000n) return belowThousand(Number(value));
  const head = value < 2_000n ? 'mil' : `${belowThousand(Number(value / 1_000n))} mil`;
  return value % 1_000n === 0n ? head : `${head} ${belowThousand(Number(value % 1_000n))}`;
}

const ordinalOnes = '- primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo'.split(' ');
const ordinalTens =
  '- décimo vigésimo trigésimo quadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo'.split(
    ' ',
  );
const ordinalHundreds = (
  '- centésimo ducentésimo tricentésimo cuadrigentésimo quingentésimo sexcentésimo septigentésimo octigentésimo ' +
  'noningentésimo'
).split(' ');
const ordinalThousands = '- milésimo millonésimo billonésimo trillonésimo cuadrillonésimo'.split(' ');

function ordinal(value: bigint): string {
  if (value >= 10n ** 18n) return cardinal(value);
  if (value > 1_000n) {
    const power = Math.floor((String(value).length - 1) / 3);
    const scale = 1_000n ** BigInt(power);
    const count = value / scale;
    return joined(`${count === 1n ? '' : cardinal(count)}${ordinalThousands[power] ?? ''}`, value % scale);
  }
  const number = Number(value);
  if (number === 0) return '';
  if (number === 1_000) return 'milésimo';
  if (number <= 10) return ordinalOnes[number] ?? '';
  if (number <= 12) return `décimo${ordinalOnes[number - 10] ?? ''}`;
  if (number < 100) return joined(ordinalTens[Math.trunc(number / 10)] ?? '', value % 10n);
  return joined(ordinalHundreds[Math.trunc(number / 100)] ?? '', value % 100n);
}

const joined = (head: string, rest: bigint) => `${head} ${ordinal(rest)}`.trim();

const names: CurrencyNames = {
  GBP: [
    ['libra', 'libras'],
    ['penique', 'peniques'],
  ],
  USD: [
    ['dólar', 'dólares'],
    ['centavo', 'centavos'],
  ],
  EUR: [
    ['euro', 'euros'],
    ['céntimo', 'céntimos'],
  ],
};

const masculine = (words: string) => words.replaceAll('veintiuno', 'veintiún').replaceAll('uno', 'un');
const feminine = (words: string) => words.replaceAll('uno', 'una').replaceAll('cientos', 'cientas');

export const spanish: NumberWords = {
  cardinal,
  decimal: (value) => decimalByDigits(value, cardinal, 'punto'),
  ordinal,
  currency(amount, currency) {
    const said = amountInWords(amount, currency, { names, cardinal, form: oneOrMany, joint: ' con' });
    const [units = '', hundredths = ''] = said?.split(' con ') ?? [];
    return `${currency === 'GBP' ? feminine(units) : masculine(units)} con ${masculine(hundredths)}`;
  },
};
