import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from './float16.js';

test('every half-precision number survives the way to single precision and back', () => {
  const bits = Uint16Array.from({ length: 0x10000 }, (_, index) => index);
  const again = toFloat16(fromFloat16(bits));
  const isNan = (value: number) => (value & 0x7fff) > 0x7c00;
  const changed = [...bits].filter((value, index) => !isNan(value) && again[index] !== value);
  expect(changed).toEqual([]);
});

test('what lies between goes to the nearest, and ties to the even one', () => {
  const spacing = 2 ** -10;
  const values = [
    1 + spacing / 2,
    1 + (spacing * 3) / 2,
    1 + spacing * 0.51,
    65519,
    65520,
    2 ** -25,
    2 ** -24.9,
  ];
  expect([...toFloat16(Float32Array.from(values))]).toEqual([
    0x3c00, 0x3c02, 0x3c01, 0x7bff, 0x7c00, 0x0000, 0x0001,
  ]);
  expect(toFloat16(Float32Array.of(Number.NaN))[0]).toBe(0x7e00);
});
