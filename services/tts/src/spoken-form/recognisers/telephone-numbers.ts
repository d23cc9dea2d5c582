import type { Rewrite, SpokenLanguage } from '../spoken-language.js';
import { sayDigits } from '../numbers.js';

const international = /(?<![A-Za-z\d+])\+\d{1,3}(?:[\s\u00A0().-]{0,2}\d{1,12}){1,7}(?!\d)/gu;
const national =
  /(?<![A-Za-z\d.,+/-]|\d[\s\u00A0])(?:\(0\d{1,5}\)|0\d{1,5})(?:[\s\u00A0./-]{1,3}\d{1,8}){1,6}(?![\d%€]|[.,:]\d)/gu;
const american = /(?<![A-Za-z\d.,+-])(?:1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-. ]\d{4}(?!\d)/gu;
/** Three groups of digits with hyphens, as in Korea and Japan; and the short American form. */
const hyphenated = /(?<![A-Za-z\d.,+-])(?:\d{2,4}-\d{3,4}-\d{4}|\d{3}-\d{4})(?![\d-])/gu;
const longest = 15;
const shortest = 7;

/** Groups are read as they are written; those over four digits in threes, so that a listener can follow. */
function groupsOf(written: string): string[] {
  return written.split(/\D+/).flatMap((group) => {
    if (group.length <= 4) return group === '' ? [] : [group];
    return group.match(/\d{3}(?=\d{2})|\d{1,4}$/g) ?? [group];
  });
}

/** Telephone numbers, digit by digit in groups with a pause between. */
export function telephoneNumbers(language: SpokenLanguage): readonly Rewrite[] {
  const sayGroup = language.telephoneGroup ?? ((digits: string) => sayDigits(digits, language));
  const pause = language.wordSpace === '' ? '、' : ', ';
  const say = (match: string) => {
    const { length } = match.replaceAll(/\D/g, '');
    if (length > longest || length < shortest) return match;
    const plus = match.startsWith('+') ? `${language.signs.plus}${language.wordSpace}` : '';
    return plus + groupsOf(match).map(sayGroup).join(pause);
  };
  return [international, national, american, hyphenated].map((pattern): Rewrite => {
    return (text) => text.replaceAll(pattern, say);
  });
}
