import { expect, it } from 'vitest';
import { EspeakProgram } from './espeak-program.js';
import { japaneseKana } from './japanese-kana.js';

it.each([
  ['今日は東京へ行きます。', 'キョーワ トーキョーエ イキマス。'],
  ['2026年に会いましょう', '2026 ネンニ アイマショ'],
  ['こんにちは', 'こんにちは'],
])('writes %s as %s', async (text, kana) => {
  expect(await japaneseKana(text)).toContain(kana);
});

it('has espeak-ng read kanji as they are said, not by the name of the script', async () => {
  const program = new EspeakProgram();
  const { signal } = new AbortController();
  await program.start(program, signal);
  const ipaOf = async (text: string) =>
    (await program.phonemeTimeline(text, 'ja', signal)).phonemes.map(({ ipa }) => ipa).join('');
  expect(await ipaOf('東京')).toBe(await ipaOf('トーキョー'));
  await program.stop(program);
});
