import { describe, expect, it } from 'vitest';
import { InterimText } from './interim-text.js';

/** What is shown after each hypothesis, its stable part in brackets. */
function show(hypotheses: readonly string[]): string[] {
  const interim = new InterimText();
  return hypotheses.map((hypothesis) => {
    const { text, stableChars } = interim.update(hypothesis);
    return `[${text.slice(0, stableChars)}]${text.slice(stableChars)}`;
  });
}

describe('interim text', () => {
  it('keeps what two hypotheses in a row agree on, but never the last word', () => {
    expect(show(['the', 'the cat', 'the cat sat', 'the cat sat'])).toEqual([
      '[]the',
      '[the] cat',
      '[the cat] sat',
      '[the cat] sat',
    ]);
  });

  it('shows a change of mind where the text is open, and none where it is stable', () => {
    expect(show(['a big house', 'a big horse', 'a pig horse runs', 'the pig'])).toEqual([
      '[]a big house',
      '[a big] horse',
      '[a big horse] runs',
      '[a big horse]',
    ]);
  });

  it('takes case and punctuation for no difference, and keeps the first spelling', () => {
    expect(show(['Hello world today', 'hello, World today is'])).toEqual([
      '[]Hello world today',
      '[hello, World today] is',
    ]);
  });

  it('keeps accents apart', () => {
    expect(show(['schon gut so', 'schön gut so'])).toEqual(['[]schon gut so', '[]schön gut so']);
  });

  it('agrees on characters where a script has no spaces', () => {
    expect(show(['今日は', '今日はいい', '今日はいい天気'])).toEqual([
      '[]今日は',
      '[今日は]いい',
      '[今日はいい]天気',
    ]);
  });

  it('goes on from hypotheses of the last seconds only', () => {
    const interim = new InterimText();
    interim.update('one two three four five');
    interim.update('one two three four five six');
    const tail = interim.update('ree four five six seven', true);
    expect(tail).toEqual({ text: 'one two three four five six seven', stableChars: 27 });
    expect(interim.update('something else', true).text).toBe('one two three four five six seven');
  });

  it('never takes stable text back, whatever comes', () => {
    const words = ['a', 'b', 'c'];
    let seed = 7;
    const random = (below: number) => (seed = (seed * 16_807) % 2_147_483_647) % below;
    const interim = new InterimText();
    let stable = '';
    for (let step = 0; step < 2_000; step++) {
      const hypothesis = Array.from({ length: random(9) }, () => words[random(3)]).join(' ');
      const { text, stableChars } = interim.update(hypothesis);
      expect(text.startsWith(stable)).toBe(true);
      expect(stableChars).toBeGreaterThanOrEqual(stable.length);
      stable = text.slice(0, stableChars);
    }
  });
});
