import { describe, expect, it } from 'vitest';
import { loadPinyin } from './pinyin.js';

describe('loadPinyin', () => {
  // As pypinyin 0.55.0 reads them.
  it.each([
    ['你好,世界abc', 'ni3hao3,shi4jie4abc'],
    ['吗女绿', 'ma5nv3lv4'],
    ['一丘之貉', 'yi1qiu1zhi1he2'],
    // A phrase that is broken off ends the search for phrases.
    ['祸福相', 'huo4fu2xiang1'],
    ['家丑玈经', 'jia1chou3lu2jing1'],
    ['龿の😀', '龿5の😀'],
  ])('reads %s as %s', async (text, pinyin) => {
    const toPinyin = await loadPinyin();
    expect(toPinyin(text)).toBe(pinyin);
  });
});
