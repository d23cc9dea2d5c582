import type { SpeechLanguage } from '@parley/contracts';

/** The languages whose text is cleaned; Japanese is only romanised. */
export type CleanedLanguage = Exclude<SpeechLanguage, 'ja'>;

/** The languages whose numbers are said by rules of this folder; Chinese has its own. */
export type CountingLanguage = Exclude<CleanedLanguage, 'zh-cn'>;
