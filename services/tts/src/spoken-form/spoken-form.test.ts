import { readFileSync } from 'node:fs';
import { speechLanguages } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import { spokenForm } from './spoken-form.js';

/** Each line of a language's table: `written => spoken`, or `written => spoken | as well spoken`. */
function casesOf(language: string): (readonly [written: string, spoken: readonly string[]])[] {
  const table = readFileSync(new URL(`cases/${language}.txt`, import.meta.url), 'utf8');
  return table
    .split('\n')
    .filter((line) => line.includes(' => '))
    .map((line) => {
      const [written = '', spoken = ''] = line.split(' => ');
      return [written, spoken.split(' | ')] as const;
    });
}

/** Repeatable random numbers: a linear congruential generator (Numerical Recipes' constants). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const fragments = (
  '0 1 12 1984 2.5 3,5 1.000 1,000.50 007 12:30 25:99 1/2 31.12. 2024-02-30 +49 -5 % €5 $1.5m 5 km °C Dr. St. e.g. ' +
  'z. B. т. е. 年 月 개 は。 ! ? … — - ( ) [ ] " \u2019 & @ # a@b.c http:// www. XIV NASA 😀 👨‍👩‍👧 \uD800 \u0000 \u202E ٣ ३ Ｆ１ ½ № § ~ * _ `'
).split(' ');

describe.each(speechLanguages)('spoken form, %s', (language) => {
  const cases = casesOf(language);

  it('has at least forty cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });

  it.each(cases)('%s', (written, spoken) => {
    expect(spoken).toContain(spokenForm(written, language));
  });

  it('changes nothing that it has said', () => {
    for (const [written] of cases) {
      const said = spokenForm(written, language);
      expect(spokenForm(said, language)).toBe(said);
    }
  });

  it.each([
    '%',
    '°',
    '€',
    '$',
    '£',
    '¥',
    '₹',
    '₩',
    '₽',
    '₺',
    '&',
    '@',
    '+',
    '=',
    '#',
    '§',
    '€ 5',
    '5°',
    '% %',
  ])('has words for %s where it is all there is', (sign) => {
    const said = spokenForm(sign, language);
    expect(said).toMatch(/\p{L}/u);
    expect(spokenForm(said, language)).toBe(said);
  });

  it('leaves no digit, and never fails, whatever the input', () => {
    const random = randomNumbers(4);
    for (let round = 0; round < 200; round += 1) {
      const parts = Array.from({ length: random(12) }, () => fragments[random(fragments.length)] ?? '');
      const isSpaced = random(2) === 0;
      const written = parts.join(isSpaced ? ' ' : '');
      const said = spokenForm(written, language);
      expect(said, written).not.toMatch(/[0-9]/);
      if (isSpaced) expect(spokenForm(said, language), written).toBe(said);
    }
  });

  it('reads 100,000 characters of any kind in time that grows with their number only', () => {
    const words = cases.map(([written]) => written).join(' ');
    const texts = [words, '1', '1.', 'a', 'A.', '€1', 'a@', '12:'];
    for (const text of texts) {
      const long = text.repeat(Math.ceil(100_000 / text.length)).slice(0, 100_000);
      // The best of three: other work on the machine is not ours.
      let bestMs = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3 && bestMs >= 1_000; round += 1) {
        const start = performance.now();
        spokenForm(long, language);
        bestMs = Math.min(bestMs, performance.now() - start);
      }
      expect(bestMs, text.slice(0, 10)).toBeLessThan(5_000);
    }
  });
});

describe('spoken form', () => {
  it('is empty where nothing is said', () => {
    expect(spokenForm('', 'en')).toBe('');
    expect(spokenForm(' \n\t ', 'de')).toBe('');
    expect(spokenForm('😀 🇩🇪 👍🏽', 'ja')).toBe('');
  });
});
