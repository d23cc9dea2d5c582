import type { SpeechLanguage } from '@parley/contracts';
import { spokenLanguages } from './languages/index.js';
import { abbreviations } from './recognisers/abbreviations.js';
import { acronyms } from './recognisers/acronyms.js';
import { addresses } from './recognisers/addresses.js';
import { clean, tidy } from './recognisers/clean.js';
import { numericDates, writtenDates } from './recognisers/dates.js';
import { fractions, ordinals } from './recognisers/ordinals.js';
import { plainNumbers } from './recognisers/plain-numbers.js';
import { measures, money } from './recognisers/quantities.js';
import { romanNumerals } from './recognisers/roman-numerals.js';
import { remainingSigns, signsAlone, signsBetweenNumbers } from './recognisers/signs.js';
import { telephoneNumbers } from './recognisers/telephone-numbers.js';
import { times } from './recognisers/times.js';
import { versions } from './recognisers/versions.js';
import type { Rewrite, SpokenLanguage } from './spoken-language.js';

/**
 * The recognisers in the order in which they read a text: what is longer and more certain comes first, and each
 * leaves words, in which the next finds nothing.
 */
function rewritesOf(language: SpokenLanguage): readonly Rewrite[] {
  return [
    clean,
    ...signsAlone(language),
    ...(language.first ?? []),
    ...addresses(language),
    ...numericDates(language),
    ...versions(language),
    ...writtenDates(language),
    ...times(language),
    ...telephoneNumbers(language),
    ...money(language),
    ...measures(language),
    ...romanNumerals(language),
    ...ordinals(language),
    ...fractions(language),
    ...abbreviations(language),
    ...(language.beforeNumbers ?? []),
    ...acronyms(language),
    ...signsBetweenNumbers(language),
    ...plainNumbers(language),
    ...remainingSigns(language),
    tidy,
  ];
}

const rewrites = new Map<SpeechLanguage, readonly Rewrite[]>();

/**
 * Text as it is spoken: numbers, dates, times, money, units, abbreviations and signs in words of the language.
 * What is words already stays as it is, so that a second call changes nothing. Linear in the length of the text.
 */
export function spokenForm(text: string, language: SpeechLanguage): string {
  let known = rewrites.get(language);
  if (known === undefined) {
    known = rewritesOf(spokenLanguages[language]);
    rewrites.set(language, known);
  }
  return known.reduce((said, rewrite) => rewrite(said), text);
}
