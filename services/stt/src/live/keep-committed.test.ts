import { describe, expect, it } from 'vitest';
import { keepCommitted } from './keep-committed.js';

const final = (text: string) => ({ text, language: 'en', segments: [{ text, startMs: 40, endMs: 900 }] });
const keep = (committed: string, text: string) => keepCommitted(committed, final(text)).text;

describe('a final after committed words', () => {
  it('is as the recogniser gave it where it takes nothing back', () => {
    const agreeing = final('Hello, world. How are you?');
    expect(keepCommitted('hello world how', agreeing)).toBe(agreeing);
    expect(keepCommitted('', agreeing)).toBe(agreeing);
  });

  it.each([
    ['open the door', 'open a door please', 'open the door please'],
    ['open the door', 'open door please', 'open the door please'],
    ['open door', 'open the door please', 'open door please'],
    ['open the', 'opened', 'open the'],
    ['open the door', '', 'open the door'],
    ['今日は', '昨日はいい', '今日はいい'],
  ])('keeps "%s" of "%s"', (committed, heard, text) => {
    expect(keep(committed, heard)).toBe(text);
  });

  it('has times of the whole', () => {
    expect(keepCommitted('open the', final('shut the door')).segments).toEqual([
      { text: 'open the door', startMs: 40, endMs: 900 },
    ]);
  });
});
