const digits = [...'零一二三四五六七八九'];
/** The name of each power of ten that has one, the highest first. */
const units: readonly [number, string][] = [
  [44, '载'],
  [40, '正'],
  [36, '涧'],
  [32, '沟'],
  [28, '穰'],
  [24, '秭'],
  [20, '垓'],
  [16, '京'],
  [12, '兆'],
  [8, '亿'],
  [4, '万'],
  [3, '千'],
  [2, '百'],
  [1, '十'],
];

/** The value of a decimal digit of any script: Unicode keeps them in runs from nought to nine. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

/** Digits of all scripts count; only a zero of ASCII is ever left out. */
const digitNames = (number: string) => [...number].map((digit) => digits[digitValue(digit)] ?? '');

/** A number read digit by digit, as telephone numbers and years are. */
export const digitByDigit = (number: string): string => digitNames(number).join('');

/** Digits and units; one zero stands for all that are skipped before a last digit. */
function symbolsOf(number: string): string[] {
  const significant = number.replace(/^0+/u, '');
  if (significant === '') return [];
  if (significant.length === 1) {
    return significant.length < number.length ? ['零', ...digitNames(significant)] : digitNames(significant);
  }
  const [power, unit] = units.find(([highest]) => highest < significant.length) ?? [1, '十'];
  return [...symbolsOf(number.slice(0, -power)), unit, ...symbolsOf(significant.slice(-power))];
}

const isUnit = (symbol: string | undefined) => units.some(([, unit]) => unit === symbol);

/** Two is 两 before a unit other than ten, where no digit and no ten comes before it. */
const withPairs = (symbols: readonly string[]) =>
  symbols.map((symbol, index) => {
    const [before, after] = [symbols[index - 1], symbols[index + 1]];
    const isPair =
      symbol === '二' &&
      isUnit(after) &&
      after !== '十' &&
      (before === undefined || isUnit(before)) &&
      before !== '十';
    return isPair ? '两' : symbol;
  });

/** @param number digits, with at most one point */
export function chineseCardinal(number: string): string {
  const [whole = '', fraction] = number.split('.');
  const symbols = whole.length > 1 ? symbolsOf(whole) : digitNames(whole);
  if (fraction !== undefined) symbols.push('点', ...digitNames(fraction));
  const words = withPairs(symbols).join('');
  return words.startsWith('点') ? `零${words}` : words.replace(/^一(?=十)/u, '');
}
