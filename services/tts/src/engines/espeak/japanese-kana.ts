import { type ToWords, loadJapaneseWords } from '../xtts/text/japanese/words.js';

const kanji = /\p{Script=Han}/u;
/** Kinds of words that are said in one breath with the word before. */
const leaning = new Set(['auxiliary', 'conjunctive', 'particle', 'suffix', 'symbol']);

let words: Promise<ToWords> | undefined;

/**
 * A Japanese text in the kana in which it is said. espeak-ng knows no kanji: it calls each of them "Chinese letter".
 * Texts without kanji stay as they are; the dictionary is loaded for the first that has some: a second, and 300 MB.
 */
export async function japaneseKana(text: string): Promise<string> {
  if (!kanji.test(text)) return text;
  words ??= loadJapaneseWords();
  const toWords = await words;
  let said = '';
  for (const { surface, pronunciation, kind, followsSpace } of toWords(text)) {
    const isNumber = /\d$/.test(said) && /^\d/.test(surface);
    const leans = said === '' || isNumber || leaning.has(kind);
    said += (leans && !followsSpace ? '' : ' ') + (pronunciation ?? surface);
  }
  return said.trim();
}
