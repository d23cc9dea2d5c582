import { eld } from 'eld/small';

/** ISO 639-2: undetermined. */
const undetermined = 'und';

/** The language that was asked for, or, where that is `auto`, the one that the text is written in. */
export type LanguageOfText = (asked: string, text: string) => string;

/**
 * For recognisers that write many languages without telling which: judges by the text. What is too short to tell is
 * `und`.
 * @param languages those that the recogniser writes; the last call decides for the whole process
 */
export function languageOfTextAmong(languages: readonly string[]): LanguageOfText {
  eld.setLanguageSubset([...languages]);
  return (asked, text) => {
    if (asked !== 'auto') return asked;
    const [only, ...others] = languages;
    if (only !== undefined && others.length === 0) return only;
    const found = eld.detect(text);
    return found.isReliable() ? found.language : undetermined;
  };
}
