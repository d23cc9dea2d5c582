/** Currencies that XTTS's cleaning knows, in the order in which it says them. */
export const currencies = ['GBP', 'USD', 'EUR'] as const;
export type Currency = (typeof currencies)[number];

/** How a language says numbers, word for word as Python's num2words 0.5.14. */
export interface NumberWords {
  cardinal(value: bigint): string;
  /** A number that was written with a decimal point; `12.0` is the number 12. */
  decimal(value: number): string;
  ordinal(value: bigint): string;
  /** An amount in units and hundredths, or undefined where the language has no words for the currency. */
  currency(amount: number, currency: Currency): string | undefined;
}

/** The digits of a number after its point, in the shortest form that means the same double: Python's `repr`. */
export function shortestFraction(value: number): string {
  const [digits = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = -Number(exponent);
  return shift > 0 ? (whole + fraction).padStart(shift + fraction.length, '0') : fraction;
}

/**
 * The digits that num2words reads out after the point. It takes the whole part off in double precision, scales by
 * powers of ten, and rounds down unless the result is within a hundredth of a whole number.
 */
export function spokenFraction(value: number): string {
  const places = shortestFraction(value).length;
  const scaled = Math.abs(value - Math.trunc(value)) * Number(`1e${places}`);
  const rounded = Math.abs(Math.round(scaled) - scaled) < 0.01 ? Math.round(scaled) : Math.floor(scaled);
  return BigInt(rounded).toString().padStart(places, '0').slice(0, places);
}

/** A decimal read digit by digit: "twelve point five". */
export function decimalByDigits(value: number, cardinal: NumberWords['cardinal'], point: string): string {
  const whole = cardinal(BigInt(Math.trunc(value)));
  if (Number.isInteger(value)) return whole;
  return [whole, point, ...[...spokenFraction(value)].map((digit) => cardinal(BigInt(digit)))].join(' ');
}

/** A decimal whose fraction is read as a number after its zeros: "dwanaście przecinek zero pięć". */
export function decimalWithZeros(
  value: number,
  cardinal: NumberWords['cardinal'],
  point: string,
  zero: string,
): string {
  const fraction = shortestFraction(value) || '0';
  const zeros = /^0*/u.exec(fraction)?.[0].length ?? 0;
  const parts = [point, ...Array.from({ length: zeros }, () => zero), cardinal(BigInt(fraction))];
  return `${cardinal(BigInt(Math.trunc(value)))} ${parts.join(' ')}`;
}

/** An amount in whole units and hundredths; half a hundredth is rounded up, exactly, as Python's Decimal does. */
export function unitsAndHundredths(amount: number): { units: bigint; hundredths: bigint } {
  // toFixed is exact below 1e21, and doubles above 2^53 have no fraction.
  if (amount >= Number.MAX_SAFE_INTEGER) return { units: BigInt(amount), hundredths: 0n };
  const [units = '0', hundredths = '0'] = amount.toFixed(2).split('.');
  return { units: BigInt(units), hundredths: BigInt(hundredths) };
}

/** A number in groups of three digits, the highest first, with the power of a thousand of each; zero has none. */
export function groupsOfThousand(value: bigint): { group: number; power: number }[] {
  const groups: { group: number; power: number }[] = [];
  for (let rest = value, power = 0; rest > 0n; rest /= 1_000n, power++) {
    const group = Number(rest % 1_000n);
    if (group > 0) groups.unshift({ group, power });
  }
  return groups;
}
