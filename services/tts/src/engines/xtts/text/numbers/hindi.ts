import { toCardinal, toOrdinal } from 'n2words/hi-IN';
import type { NumberWords } from './number-words.js';

/** Hindi, of which num2words knows nothing: the reference fails at any digit. */
export const hindi: NumberWords = {
  cardinal: (value) => toCardinal(value),
  decimal: (value) => toCardinal(value),
  ordinal: (value) => (value === 0n ? toCardinal(value) : toOrdinal(value)),
  currency: () => undefined,
};
