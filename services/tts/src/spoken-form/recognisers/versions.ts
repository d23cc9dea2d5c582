import { sayDigits } from '../numbers.js';
import type { Rewrite, SpokenLanguage } from '../spoken-language.js';
import { numberStart } from './context.js';

const version = new RegExp(
  String.raw`${numberStart}(?<![\d.])(v?)(\d{1,9}(?:\.\d{1,9}){2,5})(?![\d]|\.\d)`,
  'g',
);
const shortVersion = /(?<![\p{L}\d])v(\d{1,9}(?:\.\d{1,9})?)(?![\d.]*\d)/gu;

/** IP addresses and version numbers: "192.168.1.1", "v2.5.1". */
export function versions(language: SpokenLanguage): readonly Rewrite[] {
  const { signs, wordSpace } = language;
  const letterV = language.letters[21] ?? 'v';
  const sayVersion = (match: string, letter: string, numbers: string) => {
    const parts = numbers.split('.');
    const isIp =
      parts.length === 4 && parts.every((part) => Number(part) <= 255 && String(Number(part)) === part);
    const isGrouped =
      !isIp && language.decimalSeparator === ',' && parts.slice(1).every((part) => part.length === 3);
    if (isGrouped) return match;
    const said = parts.map((part) =>
      isIp || part.length > 4 ? sayDigits(part, language) : language.cardinal(BigInt(part)),
    );
    const named = letter === '' ? '' : `${letterV} `;
    return named + said.join(`${wordSpace}${signs.dot}${wordSpace}`);
  };
  return [
    (text) => text.replaceAll(version, sayVersion),
    (text) => text.replaceAll(shortVersion, (_match, numbers: string) => `${letterV} ${numbers}`),
  ];
}
