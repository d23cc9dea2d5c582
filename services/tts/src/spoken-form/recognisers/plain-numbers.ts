import { numberSource, parseNumber, sayNumber } from '../numbers.js';
import type { Gender, Rewrite, SpokenLanguage } from '../spoken-language.js';
import { numberStart, spacedLetter, wordBefore } from './context.js';

const earliestYear = 1000;
const latestYear = 2099;
/** What follows a year more often than a counted noun does. */
const afterYear = /^(?:[\s\u00A0]*(?:[-–—.,;:!?)\]"”»…]|$|\n)|['’])/;

const letterOrDigit = new RegExp(String.raw`(?:[\d)]|${spacedLetter})$`, 'u');

/** What is left in figures: years, scores, ranges, counts and codes. */
export function plainNumbers(language: SpokenLanguage): readonly Rewrite[] {
  const { signs, year, yearCues, wordSpace } = language;
  const cues = new Set(yearCues);
  const number = numberSource(language);
  const isYear = (digits: string) =>
    /^\d{4}$/.test(digits) && Number(digits) >= earliestYear && Number(digits) <= latestYear;
  const sayYear = (digits: string) => year?.(BigInt(digits)) ?? language.cardinal(BigInt(digits));
  const say = (digits: string, gender?: Gender) => sayNumber(parseNumber(digits, language), language, gender);
  const counted = (language.counted ?? []).map(
    ([noun, gender]) =>
      [new RegExp(String.raw`^[\s\u00A0](?:${noun})(?![\p{L}\p{M}])`, 'u'), gender] as const,
  );
  const genderOf = (rest: string) => counted.find(([noun]) => noun.test(rest))?.[1];

  const yearRange = new RegExp(
    String.raw`${numberStart}(\d{4})\s?[-–—/]\s?(\d{4}|\d{2})(?![\d.,:]*\d)`,
    'gu',
  );
  const range = new RegExp(
    String.raw`${numberStart}(?<!\d-)(${number})(?:\s?[–—]\s?|-)(${number})(?!\d|-\d)`,
    'gu',
  );
  const ratio = new RegExp(String.raw`${numberStart}(\d{1,6}):(\d{1,6})(?![\d:])`, 'gu');
  const single = new RegExp(String.raw`(-)?(?<!\d)(${number})`, 'gu');
  const standsAlone = (rest: string) => !language.attachesParticles && afterYear.test(rest.slice(0, 4));
  const isMinus = (text: string, at: number) => !letterOrDigit.test(text.slice(Math.max(0, at - 1), at));

  const readSingle = (text: string, sign: string | undefined, digits: string, at: number, end: number) => {
    const rest = text.slice(end, end + 24);
    const isCue = isYear(digits) && (cues.has(wordBefore(text, at)) || standsAlone(rest));
    const said = isCue ? sayYear(digits) : say(digits, genderOf(rest));
    if (sign === undefined) return said;
    return isMinus(text, at) ? `${signs.minus}${wordSpace}${said}` : ` ${said}`;
  };

  return [
    (text) =>
      text.replaceAll(yearRange, (match, from: string, to: string) =>
        isYear(from) && (to.length === 2 ? Number(to) > Number(from.slice(2)) : isYear(to))
          ? `${sayYear(from)}${signs.to}${to.length === 2 ? say(to) : sayYear(to)}`
          : match,
      ),
    (text) =>
      text.replaceAll(range, (_match, from: string, to: string) => `${say(from)}${signs.to}${say(to)}`),
    (text) =>
      text.replaceAll(ratio, (_match, from: string, to: string) =>
        [say(from), signs.ratio, say(to)].join(wordSpace),
      ),
    (text) =>
      wordSpace === '' || language.attachesParticles
        ? text
        : text
            .replaceAll(/(?<=[\p{L}\p{M}])(?=\d)|(?<=\d)(?=\p{L})/gu, ' ')
            .replaceAll(/(?<=\p{L})-(?=\d)/gu, ' '),
    (text) =>
      text.replaceAll(single, (match, sign: string | undefined, digits: string, at: number) =>
        readSingle(text, sign, digits, at, at + match.length),
      ),
  ];
}
