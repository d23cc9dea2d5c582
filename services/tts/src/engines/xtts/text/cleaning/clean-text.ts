import { normaliseChinese } from '../chinese/normalise-chinese.js';
import { expandNumbers } from '../numbers/expand-numbers.js';
import { expandAbbreviations } from './abbreviations.js';
import type { CleanedLanguage } from './cleaned-language.js';
import { expandSymbols } from './symbols.js';
import { collapseSpaces } from './unicode-classes.js';

const turkishCapitals: Readonly<Record<string, string>> = { İ: 'i', Ö: 'ö', Ü: 'ü' };

/**
 * The cleaning that XTTS was trained behind, step by step as the reference does it, so that the model meets what it
 * knows: `multilingual_cleaners` of idiap coqui-ai-TTS 0.27.2. Where the reference fails with an error (numbers in
 * Hindi, ordinals in Czech), the words of n2words stand.
 */
export function cleanText(text: string, language: CleanedLanguage): string {
  let cleaned = text.replaceAll('"', '');
  if (language === 'tr')
    cleaned = cleaned.replace(/[İÖÜ]/gu, (capital) => turkishCapitals[capital] ?? capital);
  cleaned = cleaned.toLowerCase();
  cleaned = language === 'zh-cn' ? normaliseChinese(cleaned) : expandNumbers(cleaned, language);
  cleaned = expandAbbreviations(cleaned, language);
  return collapseSpaces(expandSymbols(cleaned, language));
}
