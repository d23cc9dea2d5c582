import type { SpeechLanguage } from '@parley/contracts';

/** Whether a text has at least so many words; a word of Chinese or Japanese is taken as two characters. */
export function hasWords(text: string, count: number, language: SpeechLanguage): boolean {
  const spaced = text.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
  if (spaced >= count) return true;
  if (language !== 'ja' && language !== 'zh-cn') return false;
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2 * count;
}
