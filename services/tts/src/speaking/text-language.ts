import type { SpeechLanguage } from '@parley/contracts';
import { countTellingWords, languageOfClues } from './latin-clues.js';

/** Scripts that stand for one language each, and how a word is found in them. */
const scripts: readonly [SpeechLanguage, RegExp][] = [
  ['ko', /[\p{Script=Hangul}]+/gu],
  ['ar', /\p{Script=Arabic}[\p{Script=Arabic}\p{M}]*/gu],
  ['hi', /\p{Script=Devanagari}[\p{Script=Devanagari}\p{M}]*/gu],
  ['ru', /\p{Script=Cyrillic}[\p{Script=Cyrillic}\p{M}]*/gu],
];
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** Chinese and Japanese have no spaces: so many signs are about a word. */
const signsOfWord = 1.5;

const latinLetters = /\p{Script=Latin}/gu;
const latinWords = /[\p{Script=Latin}\p{M}'’]*\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*/gu;

/** Those of the 17 languages that are written in Latin letters. */
const latinLanguages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'pl', 'nl', 'cs', 'tr', 'hu'] as const;

/** Shorter texts say too little to n-grams: single letters and words tell more. */
const fewestLettersOfNgrams = 12;
const mostLettersOfClues = 24;

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/**
 * The language that a text is written in: by its script, and among those in Latin letters by telling letters and words
 * where it is short, by n-grams where it is not. English where too little is written to tell.
 */
export async function languageOfText(text: string): Promise<SpeechLanguage> {
  const found = scripts.map(([language, pattern]) => ({ language, words: count(text, pattern) }));
  const chinese: SpeechLanguage = kana.test(text) ? 'ja' : 'zh-cn';
  found.push({ language: chinese, words: count(text, ideographs) / signsOfWord });
  const [best] = found.toSorted((a, b) => b.words - a.words);
  // Names and brands come in Latin letters in every script: words that a language is known by count twice.
  const latin = count(text, latinWords) + countTellingWords(text);
  if (best && best.words > 0 && best.words >= latin) return best.language;
  return latinLanguageOf(text);
}

async function latinLanguageOf(text: string): Promise<SpeechLanguage> {
  const letters = count(text, latinLetters);
  const clue = letters < mostLettersOfClues ? languageOfClues(text) : undefined;
  if (clue !== undefined) return clue;
  if (letters < fewestLettersOfNgrams) return 'en';
  // Its tables are read when the first caller asks.
  const { eld } = await import('eld/small');
  eld.setLanguageSubset([...latinLanguages]);
  const { language } = eld.detect(text);
  return latinLanguages.find((known) => known === language) ?? 'en';
}
