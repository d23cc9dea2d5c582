import { type CurrencyNames, amountInWords, oneOrMany } from './amounts.js';
import { type NumberWords, decimalByDigits } from './number-words.js';

const small = (
  'zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete ' +
  'dezoito dezanove'
).split(' ');
const tens = '- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa'.split(' ');
const hundreds =
  '- cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos'.split(' ');
/** Each a million times the one before: the long scale. */
const millions: readonly [bigint, string, string][] = [
  [10n ** 18n, 'trilião', 'triliões'],
  [10n ** 12n, 'bilião', 'biliões'],
  [10n ** 6n, 'milhão', 'milhões'],
];

function belowThousand(value: number): string {
  if (value === 100) return 'cem';
  if (value > 100) {
    const hundred = hundreds[Math.trunc(value / 100)] ?? '';
    return value % 100 === 0 ? hundred : `${hundred} e ${belowThousand(value % 100)}`;
  }
  if (value < 20) return small[value] ?? '';
  const ten = tens[Math.trunc(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ten} e ${small[value % 10] ?? ''}`;
}

/** All parts joined by "e". */
function withAllJoints(value: bigint): string {
  for (const [scale, one, many] of millions) {
    if (value < scale) continue;
    const count = value / scale;
    const head = count === 1n ? `um ${one}` : `${withAllJoints(count)} ${many}`;
    return value % scale === 0n ? head : `${head} e ${withAllJoints(value % scale)}`;
  }
  if (value < 1_000n) return belowThousand(Number(value));
  const head = value < 2_000n ? 'mil' : `${belowThousand(Number(value / 1_000n))} mil`;
  return value % 1_000n === 0n ? head : `${head} e ${belowThousand(Number(value % 1_000n))}`;
}

const scalesBeforeHundreds = ['mil', 'milhão', 'milhões', 'mil milhões', 'bilião', 'biliões', 'mil biliões'];

/** A scale before hundreds loses its "e" where another one follows, be it in a fraction. */
const withoutSpareJoints = (said: string) =>
  scalesBeforeHundreds.reduce(
    (words, scale) =>
      new RegExp(String.raw`^.*${scale} e [\p{L}]*entos? (?=.*e)`, 'u').test(words)
        ? words.replaceAll(`${scale} e`, scale)
        : words,
    said,
  );

const cardinal = (value: bigint) => withoutSpareJoints(withAllJoints(value));

const ordinalDigits = [
  '- primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono',
  '- décimo vigésimo trigésimo quadragésimo quinquagésimo sexagésimo septuagésimo octogésimo nonagésimo',
  '- centésimo ducentésimo tricentésimo quadrigentésimo quingentésimo seiscentésimo septigentésimo octigentésimo ' +
    'nongentésimo',
].map((words) => words.split(' '));
const ordinalScales = [
  '',
  'milésimo',
  'milionésimo',
  'milésimo milionésimo',
  'bilionésimo',
  'milésimo bilionésimo',
];

/** Digit by digit: "segundo milésimo" for 2000, without the "primeiro" of 1000. */
function ordinal(value: bigint): string {
  if (value >= 10n ** 18n) return cardinal(value);
  const words: string[] = [];
  let scale = '';
  for (const [place, digit] of [...String(value)].toReversed().entries()) {
    if (place % 3 === 0) scale = ordinalScales[place / 3] ?? '';
    if (digit === '0') continue;
    if (scale !== '') words.unshift(scale);
    scale = '';
    words.unshift(ordinalDigits[place % 3]?.[Number(digit)] ?? '');
  }
  const said = words.join(' ');
  return value === 1n ? said : said.replace(/^primeiro /u, '');
}

const hundredths = ['cêntimo', 'cêntimos'];
const names: CurrencyNames = {
  GBP: [
    ['libra', 'libras'],
    ['péni', 'pence'],
  ],
  USD: [['dólar', 'dólares'], hundredths],
  EUR: [['euro', 'euros'], hundredths],
};

/** "um milhão de euros". */
function withJoinedMillions(words: string, plural: string): string {
  return ['milhão', 'milhões', 'bilião', 'biliões', 'trilião', 'triliões'].reduce(
    (said, scale) => (said.includes(`${scale} ${plural}`) ? said.replace(scale, `${scale} de`) : said),
    words,
  );
}

export const portuguese: NumberWords = {
  cardinal,
  decimal: (value) => withoutSpareJoints(decimalByDigits(value, cardinal, 'vírgula')),
  ordinal,
  currency(amount, currency) {
    const said = amountInWords(amount, currency, { names, cardinal, form: oneOrMany, joint: ' e' });
    return said && withJoinedMillions(said, names[currency]?.[0][1] ?? '').replaceAll(' e zero cêntimos', '');
  },
};
