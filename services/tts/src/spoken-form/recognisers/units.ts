import { nounOf, unitSymbols } from '../spoken-language.js';
import type { Noun, SpokenLanguage, UnitSymbol } from '../spoken-language.js';
import { latinEnd, literalSource } from './context.js';

const commonSpellings: Readonly<Record<string, UnitSymbol>> = {
  kB: 'KB',
  km2: 'km²',
  m2: 'm²',
  m3: 'm³',
  kmh: 'km/h',
  Mbps: 'Mbit/s',
  L: 'l',
  mL: 'ml',
};

/** Units as a language writes them. */
export interface Units {
  /** An alternation of all that is written for a unit, the longest first; it has no groups. */
  readonly source: string;
  nounOf(written: string): Noun;
}

export function unitsOf(language: SpokenLanguage): Units {
  const spellings = new Map<string, UnitSymbol>([
    ...Object.entries({ ...commonSpellings, ...language.unitSpellings }),
    ...unitSymbols.map((unit) => [unit, unit] as const),
  ]);
  const boundary = language.attachesParticles ? latinEnd : String.raw`(?![\p{L}\d/])`;
  const source = [...spellings.keys()]
    .sort((a, b) => b.length - a.length)
    .map((unit) => (unit === '%' ? '%' : `${literalSource(unit)}${boundary}`))
    .join('|');
  const nouns = new Map<string, Noun>();
  for (const [written, unit] of spellings)
    nouns.set(written, nounOf(language.units[unit], language.pluralOrder));
  return {
    source,
    nounOf: (written) =>
      nouns.get(written.replaceAll(/\s/g, '')) ?? nouns.get(written) ?? nounOf(written, []),
  };
}

/** "per kilogram", "half a kilogram". */
export function singularOf({ forms }: Noun): string {
  return (forms.one ?? forms.other).replace('#', '').trim();
}
