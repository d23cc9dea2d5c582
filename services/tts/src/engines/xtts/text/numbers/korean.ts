import { type NumberWords, decimalByDigits, unitsAndHundredths } from './number-words.js';

const digits = [...'영일이삼사오육칠팔구'];
const places = ['', '십', '백', '천'];
/** Each ten thousand times the one before. */
const scales = ['', '만', '억', '조', '경', '해'];

/** Up to 9999; a single ten, hundred or thousand is not counted. */
function belowTenThousand(value: number): string {
  return [...String(value)]
    .map((digit, index, { length }) => {
      const place = places[length - 1 - index] ?? '';
      if (digit === '0') return '';
      return digit === '1' && place !== '' ? place : `${digits[Number(digit)] ?? ''}${place}`;
    })
    .join('');
}

function cardinal(value: bigint): string {
  if (value === 0n) return '영';
  const groups: string[] = [];
  for (let rest = value, power = 0; rest > 0n; rest /= 10_000n, power++) {
    const group = Number(rest % 10_000n);
    if (group > 0)
      groups.unshift((group === 1 && power === 1 ? '' : belowTenThousand(group)) + (scales[power] ?? ''));
  }
  return groups.join(' ');
}

/** Native numerals. */
const native = new Map([
  ...['한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉'].map(
    (word, i) => [digits[i + 1], word] as const,
  ),
  ...['열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔'].map(
    (word, i) => [`${i > 0 ? (digits[i + 1] ?? '') : ''}십`, word] as const,
  ),
]);

/** What follows the last hundred in native numerals, or undefined where num2words fails: after thousands. */
function nativeTail(tail: string): string | undefined {
  const [ten = '', one] = tail.split('십');
  if (one === undefined) return native.get(tail);
  const nativeTen = native.get(`${ten}십`);
  return nativeTen && nativeTen + (native.get(one) ?? one);
}

function ordinal(value: bigint): string {
  if (value === 1n) return '첫 번째';
  const words = cardinal(value).split(' ');
  const parts = words.pop()?.split('백') ?? [];
  const tail = nativeTail(parts.pop() ?? '');
  if (tail === undefined) return `${cardinal(value)} 번째`;
  return [...words, [...parts, tail].join('백 '), '번째'].join(' ');
}

export const korean: NumberWords = {
  cardinal,
  decimal: (value) => decimalByDigits(value, cardinal, '점'),
  ordinal,
  currency(amount, currency) {
    if (currency !== 'USD') return undefined;
    const { units, hundredths } = unitsAndHundredths(amount);
    return `${cardinal(units).replaceAll(' ', '')}달러 ${cardinal(hundredths)}센트`;
  },
};
