import { describe, expect, it } from 'vitest';
import { speakableText } from './speakable-text.js';

const rules = { ssml: 'strip', maxCharacters: 100, param: 'input' } as const;

describe('a text that engines may be given', () => {
  it.each([
    ['  Hello \n', 'Hello'],
    ['5 €', '5 €'],
    ['€', '€'],
    ['1️⃣', '1️⃣'],
    ['Hello 👋🏽 мир 世界', 'Hello 👋🏽 мир 世界'],
    ['<speak>Good <emphasis>morning</emphasis></speak>', 'Good morning'],
    ['a < b and c > d', 'a < b and c > d'],
  ])('is %j as %j', (text, plain) => {
    expect(speakableText(text, rules).replaceAll(/\s+/g, ' ')).toBe(plain);
  });

  it.each([
    ['', 'empty_text', 'white space'],
    [' \u00a0\u200b\t', 'empty_text', ''],
    ['🎉👨‍👩‍👧', 'empty_text', 'emoji'],
    ['…!?', 'empty_text', 'neither letters nor digits'],
    ['<speak><break time="1s"/></speak>', 'empty_text', ''],
    ['a'.repeat(101), 'text_too_long', '101'],
  ])('is not %j', (text, code, why) => {
    expect(() => speakableText(text, rules)).toThrow(
      expect.objectContaining({ code, param: 'input', message: expect.stringContaining(why) }),
    );
  });

  it('is no SSML where that is refused', () => {
    expect(() => speakableText('<speak>Hello</speak>', { ...rules, ssml: 'refuse' })).toThrow(
      expect.objectContaining({ code: 'invalid_parameter' }),
    );
  });
});
