import { describe, expect, it } from 'vitest';
import { beginsWord, cleanSpaces, textOfTokens } from './token-text.js';

describe('the text of tokens', () => {
  it.each([
    [['▁Hello', '▁', ',', '▁world', '.'], 'Hello, world.'],
    // JavaScript's \b knows ASCII only: these words begin with letters that it takes for none.
    [['▁die', '▁', 'Ö', 'l', 'quelle', '▁über', '▁ß'], 'die Ölquelle über ß'],
    [['▁část', '▁řeky', '▁Łódź', '▁що', '▁це', '▁ώρα'], 'část řeky Łódź що це ώρα'],
    [['▁hola', '▁¿', 'qué', '▁?'], 'hola ¿qué?'],
    [['▁f', '▁(', 'x', '▁)', '▁«', '▁y', '▁»'], 'f (x) « y»'],
    [['▁it', '▁costs', '▁$', '5', '▁-', '▁12', '▁%'], 'it costs $5 - 12%'],
    [['▁', '▁two', '▁', '▁spaces', '▁'], 'two spaces'],
    [['▁a', '<unk>', '<|emo:happy|>', '▁b', '<pad>'], 'a b'],
    [['▁', '<0xE2>', '<0x82>', '<0xAC>', '▁5'], '€ 5'],
    [[], ''],
  ])('of %j is %j', (tokens, text) => {
    expect(textOfTokens(tokens)).toBe(text);
  });

  it('keeps texts that are clean', () => {
    const text = 'Grüße aus Łódź: «naïve» 12 % – (ok)!';
    expect(cleanSpaces(cleanSpaces(text))).toBe(cleanSpaces(text));
  });
});

describe('beginsWord', () => {
  it.each([
    ['▁the', true],
    ['▁¿', true],
    ['▁', false],
    ['▁.', false],
    ['ing', false],
  ])('%s: %s', (token, begins) => {
    expect(beginsWord(token)).toBe(begins);
  });
});
