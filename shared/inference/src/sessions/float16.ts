const exponentBias = 15;

/** A half-precision number (IEEE 754 binary16) from its bits. */
function decode(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** (1 - exponentBias - 10);
  return sign * (1 + fraction / 1024) * 2 ** (exponent - exponentBias);
}

let decoded: Float32Array | undefined;

/** Half-precision numbers, given as bits, in single precision. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  decoded ??= Float32Array.from({ length: 0x10000 }, (_, index) => decode(index));
  const table = decoded;
  const values = new Float32Array(bits.length);
  for (let index = 0; index < bits.length; index++) values[index] = table[bits[index] ?? 0] ?? 0;
  return values;
}

/** Single-precision numbers as the bits of the nearest half-precision ones, ties to even; too large ones become infinite. */
export function toFloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(values.length);
  for (let index = 0; index < words.length; index++) bits[index] = encode(words[index] ?? 0);
  return bits;
}

function encode(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 and above round to infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    const shift = 126 - (magnitude >>> 23);
    return sign | (shift > 24 ? 0 : roundedShift((magnitude & 0x7fffff) | 0x800000, shift));
  }
  return sign | roundedShift(magnitude - 0x38000000, 13);
}

/** `value / 2^shift`, to the nearest, ties to even. */
function roundedShift(value: number, shift: number): number {
  const halfway = 1 << (shift - 1);
  const remainder = value & ((1 << shift) - 1);
  const truncated = value >>> shift;
  const up = remainder > halfway || (remainder === halfway && (truncated & 1) === 1);
  return truncated + (up ? 1 : 0);
}
