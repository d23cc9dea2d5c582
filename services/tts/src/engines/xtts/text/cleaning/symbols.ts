import type { CleanedLanguage } from './cleaned-language.js';
import { stripSpaces } from './unicode-classes.js';

const symbols = ['&', '@', '%', '#', '$', '£', '°'] as const;

/** What the symbols are called, in their order (idiap coqui-ai-TTS 0.27.2, xtts/tokenizer.py). */
const names: Readonly<Record<CleanedLanguage, readonly string[]>> = {
  en: ['and', 'at', 'percent', 'hash', 'dollar', 'pound', 'degree'],
  es: ['y', 'arroba', 'por ciento', 'numeral', 'dolar', 'libra', 'grados'],
  fr: ['et', 'arobase', 'pour cent', 'dièse', 'dollar', 'livre', 'degrés'],
  de: ['und', 'at', 'prozent', 'raute', 'dollar', 'pfund', 'grad'],
  pt: ['e', 'arroba', 'por cento', 'cardinal', 'dólar', 'libra', 'graus'],
  it: ['e', 'chiocciola', 'per cento', 'cancelletto', 'dollaro', 'sterlina', 'gradi'],
  pl: ['i', 'małpa', 'procent', 'krzyżyk', 'dolar', 'funt', 'stopnie'],
  ar: ['و', 'على', 'في المئة', 'رقم', 'دولار', 'جنيه', 'درجة'],
  'zh-cn': ['和', '在', '百分之', '号', '美元', '英镑', '度'],
  cs: ['a', 'na', 'procento', 'křížek', 'dolar', 'libra', 'stupně'],
  ru: ['и', 'собака', 'процентов', 'номер', 'доллар', 'фунт', 'градус'],
  nl: ['en', 'bij', 'procent', 'hekje', 'dollar', 'pond', 'graden'],
  tr: ['ve', 'at', 'yüzde', 'diyez', 'dolar', 'sterlin', 'derece'],
  hu: ['és', 'kukac', 'százalék', 'kettőskereszt', 'dollár', 'font', 'fok'],
  ko: ['그리고', '에', '퍼센트', '번호', '달러', '파운드', '도'],
  hi: ['और', 'ऐट दी रेट', 'प्रतिशत', 'हैश', 'डॉलर', 'पाउंड', 'डिग्री'],
};

/** Symbols become words with a space on each side; pairs of spaces are halved after each symbol, as the reference does. */
export function expandSymbols(text: string, language: CleanedLanguage): string {
  let cleaned = text;
  for (const [index, symbol] of symbols.entries()) {
    cleaned = cleaned.replaceAll(symbol, ` ${names[language][index] ?? ''} `).replaceAll('  ', ' ');
  }
  return stripSpaces(cleaned);
}
