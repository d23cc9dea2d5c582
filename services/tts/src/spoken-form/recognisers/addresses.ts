import type { Rewrite, SpokenLanguage } from '../spoken-language.js';

const email = /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63})+/g;
const url = /(?<![A-Za-z\d])(?:https?:\/\/|www\.)[^\s<>"'“”«»()[\]{}。，、]+/gi;
/** Bare host names, of the endings that are no word or abbreviation elsewhere. */
const host =
  /(?<![\w.@/-])(?:[A-Za-z\d][A-Za-z\d-]{0,62}\.){1,5}(?:com|org|net|info|gov|edu|eu|io|de|fr|es|it|nl|pl|cz|ru|uk|hu|tr|br|jp|kr|cn)(?![\w@-])(?:\/[\w./-]*)?/gi;
/** Web and e-mail addresses, as one dictates them. */
export function addresses(language: SpokenLanguage): readonly Rewrite[] {
  const { signs } = language;
  const names: Readonly<Record<string, string>> = {
    '.': signs.dot,
    '/': signs.slash,
    '-': signs.hyphen,
    _: signs.underscore,
    '@': signs.at,
    '+': signs.plus,
    '=': signs.equals,
    '&': signs.and,
  };
  const dictate = (address: string) =>
    address
      .replaceAll(/[^\p{L}\p{M}\d]/gu, (sign) => ` ${names[sign] ?? ''} `)
      .replaceAll(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, ' ');
  const sayUrl = (match: string) => {
    const stop = /[.,;:!?]+$/.exec(match)?.[0] ?? '';
    const address = match.slice(0, match.length - stop.length);
    const plain = address.replace(/^https?:\/\//i, '').replace(/^www\./i, '');
    const [path = ''] = plain.split(/[?#]/);
    return `${dictate(path.replace(/\/$/, ''))}${stop}`;
  };
  return [
    (text) => text.replaceAll(email, dictate),
    (text) => text.replaceAll(url, sayUrl),
    (text) => text.replaceAll(host, sayUrl),
  ];
}
