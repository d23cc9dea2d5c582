import type { SpeechLanguage } from '@parley/contracts';

/** How much XTTS speaks in one go before it begins to cut the end off (idiap coqui-ai-TTS 0.27.2, `char_limits`). */
const characters: Readonly<Record<SpeechLanguage, number>> = {
  en: 250,
  de: 253,
  fr: 273,
  es: 239,
  it: 213,
  pt: 203,
  pl: 224,
  'zh-cn': 82,
  ar: 166,
  cs: 186,
  ru: 182,
  nl: 251,
  tr: 226,
  ja: 71,
  hu: 224,
  ko: 95,
  hi: 150,
};

export interface PieceLimits {
  /** Of the text in words, as it is spoken. */
  characters: number;
  /** With the language's token, [START] and [STOP]; the GPT of XTTS v2 has 404 text positions. */
  tokens: number;
}

export const pieceLimitsOf = (language: SpeechLanguage): PieceLimits => ({
  characters: characters[language],
  tokens: 399,
});
