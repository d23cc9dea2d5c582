import type { Rewrite, SpokenLanguage } from '../spoken-language.js';
import { anyOf, wordStart } from './context.js';

/** The sentence ends here: nothing follows, a line ends, or a capital begins the next one. */
const sentenceEnds = /^(?:["'”’»)\]]*\s*$|["'”’»)\]]*\n|\s+["'“‘«¿¡(]*\p{Lu})/u;

function capitalised(words: string | undefined): string | undefined {
  return words === undefined ? undefined : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Abbreviations in full. A key in lower case is found in capitals at a sentence's start as well. */
export function abbreviations(language: SpokenLanguage): readonly Rewrite[] {
  const entries = Object.entries(language.abbreviations);
  if (entries.length === 0) return [];
  const words = new Map(entries.map(([written, said]) => [written.replaceAll(' ', ''), said]));
  const keys = entries.flatMap(([written]) => [written, written.charAt(0).toUpperCase() + written.slice(1)]);
  const start = language.attachesParticles ? '' : wordStart;
  // "Nr.5" and "w/o", but not the "S." of "S.A.".
  const end = language.attachesParticles
    ? ''
    : String.raw`(?:(?<=[-/)])|(?<=\.)(?![\p{L}\p{M}])|(?<!\.)(?![\p{L}\p{M}\d]))`;
  const pattern = new RegExp(String.raw`${start}(?<![.@/])(${anyOf(new Set(keys))})${end}`, 'gu');
  return [
    (text) =>
      text.replaceAll(pattern, (match, _found: string, at: number) => {
        const key = match.replaceAll(/[\s\u00A0\u202F]/g, '');
        const said = words.get(key) ?? capitalised(words.get(key.charAt(0).toLowerCase() + key.slice(1)));
        if (said === undefined) return match;
        const rest = text.slice(at + match.length, at + match.length + 24);
        if (!said.endsWith('.')) {
          if (!match.endsWith('.') || rest.trim() !== '') return said;
          // What must stand before something is no abbreviation at the end: "Wszystko ok."
          return /\d\s?$/.test(text.slice(Math.max(0, at - 2), at)) ? `${said}.` : match;
        }
        const isEnd = match.endsWith('.') && sentenceEnds.test(rest);
        return isEnd ? said : said.slice(0, -1);
      }),
  ];
}
