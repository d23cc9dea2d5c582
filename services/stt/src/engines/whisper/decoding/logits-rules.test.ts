import { describe, expect, it } from 'vitest';
import { type DecodingRules, LogitsRules } from './logits-rules.js';

const size = 20;
/** 0-8 are text, 9 ends it, 10 says that no timestamps follow, 11-19 are timestamps. */
const rules: DecodingRules = {
  endOfText: 9,
  noSpeech: undefined,
  suppressed: [3],
  suppressedAtBegin: [0, 9],
  timestamps: { noTimestamps: 10, begin: 11, prefixLength: 0, maxInitialIndex: 2 },
};

/** Tokens that may come next, text being a little likelier than all timestamps together. */
function allowed(tokens: number[], given = rules, text = 5, decoded = tokens.length): number[] {
  const offset = 7;
  const logits = new Float32Array(offset + size + 3).fill(1);
  logits.fill(text, offset, offset + 9);
  new LogitsRules(given, size).apply(logits, offset, tokens, decoded);
  expect(
    [...logits.subarray(0, offset), ...logits.subarray(offset + size)].every((logit) => logit === 1),
  ).toBe(true);
  return Array.from({ length: size }, (_, token) => token).filter(
    (token) => logits[offset + token] !== Number.NEGATIVE_INFINITY,
  );
}

const text = [0, 1, 2, 4, 5, 6, 7, 8];

describe('LogitsRules', () => {
  it('begins with an early timestamp', () => {
    expect(allowed([])).toEqual([11, 12, 13]);
  });

  it('begins with any timestamp where no bound is set', () => {
    const { suppressed, endOfText, noSpeech, suppressedAtBegin } = rules;
    const unbounded = { noTimestamps: 10, begin: 11, prefixLength: 0 };
    const all = [11, 12, 13, 14, 15, 16, 17, 18, 19];
    expect(
      allowed([], { suppressed, endOfText, noSpeech, suppressedAtBegin, timestamps: unbounded }),
    ).toEqual(all);
  });

  it('goes on with text after the first timestamp, or a pair of them', () => {
    expect(allowed([11])).toEqual([...text, 9]);
    expect(allowed([11, 1, 13, 13])).toEqual([...text, 9]);
  });

  it('closes a pair with the same timestamp, a later one, or the end', () => {
    expect(allowed([11, 1, 15], rules, 0)).toEqual([15, 16, 17, 18, 19]);
    expect(allowed([11, 1, 19], rules, 0)).toEqual([9, 19]);
  });

  it('has every other timestamp later than the last', () => {
    expect(allowed([11, 1])).toEqual([...text, 9, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(allowed([11, 1, 14, 14, 2])).toEqual([...text, 9, 15, 16, 17, 18, 19]);
  });

  it('takes a timestamp where all together are likelier than the likeliest word', () => {
    expect(allowed([11, 1], rules, 3.2)).toContain(1);
    expect(allowed([11, 1], rules, 3)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('goes on in a prefix', () => {
    expect(allowed([11, 1], rules, 5, 0)).toEqual([1, 2, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('knows no timestamps where none are wanted', () => {
    const { timestamps: _, ...plain } = rules;
    expect(allowed([], plain)).not.toContain(0);
    expect(allowed([], plain)).toContain(10);
    expect(allowed([1], plain)).toContain(0);
    expect(allowed([1], plain)).not.toContain(3);
  });
});
