import type { SpeechLanguage } from '@parley/contracts';

/** Scripts that stand for one language each; kana before Han, which Japanese is written in too. */
const scripts: readonly [SpeechLanguage, RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh-cn', /\p{Script=Han}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
];
const latinScript = /\p{Script=Latin}/gu;

/** Those of the 17 languages that are written in Latin letters. */
const latinLanguages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'pl', 'nl', 'cs', 'tr', 'hu'] as const;

/** Shorter texts say too little of their language. */
const fewestLetters = 12;

/** A sign of Chinese or kana stands for about as much as this many letters. */
const lettersOfSign: Partial<Record<SpeechLanguage, number>> = { ja: 3, 'zh-cn': 3, ko: 2 };

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/**
 * The language that a text is written in: by its script, and among those in Latin letters by n-grams.
 * English where too little is written to tell.
 */
export async function languageOfText(text: string): Promise<SpeechLanguage> {
  const latin = count(text, latinScript);
  const found = scripts
    .map(([language, pattern]) => ({
      language,
      letters: count(text, pattern) * (lettersOfSign[language] ?? 1),
    }))
    .filter(({ letters }) => letters > 0);
  const japanese = found.find(({ language }) => language === 'ja');
  const best = found.toSorted((a, b) => b.letters - a.letters)[0];
  if (best && best.letters >= latin) {
    return japanese && best.language === 'zh-cn' ? 'ja' : best.language;
  }
  return latin < fewestLetters ? 'en' : latinLanguageOf(text);
}

async function latinLanguageOf(text: string): Promise<SpeechLanguage> {
  // Its tables are read when the first caller asks.
  const { eld } = await import('eld/small');
  eld.setLanguageSubset([...latinLanguages]);
  const { language } = eld.detect(text);
  return latinLanguages.find((known) => known === language) ?? 'en';
}
