import type { Rewrite, SpokenLanguage } from '../spoken-language.js';
import { romanValue } from './roman-numerals.js';

/** Said as words in every language that writes them in Latin letters. */
const saidAsWords = new Set(
  (
    'NASA NATO OTAN UNESCO UNICEF OPEC FIFA UEFA AIDS LASER RADAR ASCII JPEG GIF RAM ROM PIN SIM COVID SARS ' +
    'IKEA LEGO SCUBA NAFTA ASEAN OSHA RAID WLAN LAN WAN CERN ESA BASIC JSON YAML NAND NOR'
  ).split(' '),
);
/** Letters by name although they could be said as a word. */
const spelled = new Set(
  'EU USA UK UN IA AI IT CIA FBI UV URL API IBM AGB UFO VIP IQ EKG ADHS ISO USB DNA DNS IOS OECD EZB EPA IRA AOL'.split(
    ' ',
  ),
);
const dottedInitials = /(?<![\p{L}\p{M}.])(?:\p{Lu}\.){2,6}(?!\p{L})/gu;
const joined = /(?<!\p{L})(\p{Lu}{1,3})&(?:amp;)?(\p{Lu}{1,3})(?!\p{L})/gu;
const vowel = /[AEIOUYÀ-ÖØ-ÝАЕЁИОУЫЭЮЯ]/;

/** In capitals for stress or as a heading: a word beside it is in capitals, too. */
function isShouted(text: string, at: number, length: number, known: (word: string) => boolean): boolean {
  const before = text.slice(Math.max(0, at - 24), at);
  const after = text.slice(at + length, at + length + 24);
  const beside = [/(?<!\p{L})(\p{Lu}{2,}) $/u.exec(before)?.[1], /^ (\p{Lu}{2,})(?!\p{L})/u.exec(after)?.[1]];
  return beside.some((word) => word !== undefined && !known(word));
}

/** Acronyms letter by letter, where they are not words of their own. */
export function acronyms(language: SpokenLanguage): readonly Rewrite[] {
  // Particles of Korean and Japanese follow without a space.
  const letters = language.attachesParticles ? String.raw`\p{Script=Latin}` : String.raw`\p{L}\p{M}`;
  const acronym = new RegExp(
    String.raw`(?<![${letters}])(?<!\p{L}\p{Lu}['’]|I['’])\p{Lu}{2,6}(?![${letters}]|['’]\p{Lu})`,
    'gu',
  );
  const own = new Map(Object.entries(language.acronyms ?? {}));
  const shouted = new Set(language.shouted);
  const isKnown = (word: string) => own.has(word) || saidAsWords.has(word) || spelled.has(word);
  const nameOf = (letter: string) => {
    const plain = letter.normalize('NFD').charAt(0);
    const index = plain.charCodeAt(0) - 65;
    return language.furtherLetters?.[letter] ?? language.letters[index] ?? letter;
  };
  const spell = (word: string) => Array.from(word, nameOf).join(' ');
  const isLocal = (letter: string) => language.furtherLetters?.[letter] !== undefined;
  const canSpell = (word: string) =>
    /^[A-Z]+$/.test(word.normalize('NFD').replaceAll(/\p{M}/gu, '')) || [...word].every(isLocal);
  return [
    (text) =>
      text.replaceAll(
        joined,
        (_match, a: string, b: string) => `${spell(a)} ${language.signs.and} ${spell(b)}`,
      ),
    (text) =>
      text.replaceAll(dottedInitials, (match, at: number) => {
        const initials = match.replaceAll('.', '');
        if (!canSpell(initials)) return match;
        return (own.get(initials) ?? spell(initials)) + (at + match.length === text.length ? '.' : '');
      }),
    (text) =>
      text.replaceAll(acronym, (match, at: number) => {
        const said = own.get(match);
        if (said !== undefined) return said;
        if (saidAsWords.has(match) || shouted.has(match) || !canSpell(match)) return match;
        if (!spelled.has(match) && isShouted(text, at, match.length, isKnown)) return match;
        const roman = /^[IVX]{2,}$/.test(match) ? romanValue(match) : undefined;
        if (roman !== undefined) return language.cardinal(BigInt(roman));
        const isWord = vowel.test(match) && match.length > 3 && !spelled.has(match);
        return isWord ? match : spell(match);
      }),
  ];
}
