/** Decides between forms of a counted noun, and of the words "one" and "two" before it. */
export type Gender = 'masculine' | 'feminine' | 'neuter';

/** A noun that numbers stand before: its forms by CLDR plural category. */
export interface Noun {
  readonly gender: Gender;
  readonly forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
}

export interface CalendarDate {
  readonly day: number;
  readonly month: number;
  readonly year: number | undefined;
}

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number | undefined;
  readonly half: 'am' | 'pm' | undefined;
}

/** Turns what it recognises in a text into words, and leaves the rest. */
export type Rewrite = (text: string) => string;

/** The currencies that have a sign or an abbreviation of their own in one of our languages, by ISO 4217 code. */
export const currencyCodes = [
  'EUR',
  'USD',
  'GBP',
  'JPY',
  'CNY',
  'INR',
  'KRW',
  'RUB',
  'PLN',
  'CZK',
  'HUF',
  'TRY',
  'CHF',
] as const;
export type CurrencyCode = (typeof currencyCodes)[number];

/** The units of measurement that every language names. A key is how the unit is written after a number. */
export const unitSymbols = [
  '%',
  '°C',
  '°F',
  '°',
  'km/h',
  'm/s',
  'km²',
  'm²',
  'm³',
  'km',
  'cm',
  'mm',
  'm',
  'kg',
  'mg',
  'g',
  't',
  'ml',
  'l',
  'h',
  'min',
  's',
  'ms',
  'kWh',
  'kW',
  'MW',
  'W',
  'V',
  'GHz',
  'MHz',
  'kHz',
  'Hz',
  'TB',
  'GB',
  'MB',
  'KB',
  'Mbit/s',
] as const;
export type UnitSymbol = (typeof unitSymbols)[number];

/** Words for signs. An empty one is left out. */
export interface SignWords {
  readonly minus: string;
  readonly plus: string;
  readonly equals: string;
  readonly times: string;
  readonly divided: string;
  readonly lessThan: string;
  readonly greaterThan: string;
  readonly and: string;
  readonly at: string;
  readonly dot: string;
  readonly slash: string;
  readonly hyphen: string;
  readonly underscore: string;
  /** "#1"; "#word" loses its sign. */
  readonly numberSign: string;
  readonly section: string;
  readonly about: string;
  /** Between the ends of a range: "3-5"; with the spaces it takes. */
  readonly to: string;
  /** Between the sides of a score or a ratio: "3:2". */
  readonly ratio: string;
  /** Between a price and a unit: "€2/kg". */
  readonly per: string;
  /** Between numerator and denominator where no ordinal names the fraction. */
  readonly over: string;
}

/**
 * How one language reads what is written in figures and signs. Nouns are strings: forms split by `|` in the order of
 * `pluralOrder`, with `f:` or `n:` in front where they are not masculine; `#` marks where the number stands if not first.
 */
export interface SpokenLanguage {
  /** BCP 47, for plural rules. */
  readonly locale: string;
  /** Between words: nothing in Chinese and Japanese. */
  readonly wordSpace: ' ' | '';
  /** Whether endings and particles follow a number or a unit without a space. */
  readonly attachesParticles: boolean;
  readonly pluralOrder: readonly Intl.LDMLPluralRule[];

  /**
   * Nouns after a number (regular expressions of the next word) and their gender, where it changes the number.
   * The first that fits counts.
   */
  readonly counted?: readonly (readonly [string, Gender])[];

  readonly decimalSeparator: '.' | ',';
  /** The word for the decimal separator. */
  readonly point: string;
  /** So many decimals, at most, are read as one number ("virgule quatorze"); others digit by digit. */
  readonly decimalsAsNumber: number;
  /** Where decimals are neither: Russian and Hungarian name tenths and hundredths. */
  readonly decimal?: (whole: bigint, fraction: string) => string | undefined;

  /** Without a gender the form for counting, with one the form before a noun ("uno", "un libro", "una casa"). */
  readonly cardinal: (value: bigint, gender?: Gender) => string;
  readonly ordinal: (value: bigint, gender?: Gender) => string;
  /** How a year is said where that is not the cardinal. */
  readonly year?: (value: bigint) => string;
  /** Words before a number (its last word, lower case) that make a year of it. */
  readonly yearCues: readonly string[];
  /** A number and its noun where they do more than stand side by side. */
  readonly quantity?: (value: bigint, noun: Noun) => string;

  readonly units: Readonly<Record<UnitSymbol, string>>;
  /** Other spellings of units: `км` for `km`. */
  readonly unitSpellings?: Readonly<Record<string, UnitSymbol>>;
  /** Before a temperature, where it replaces the minus. */
  readonly belowZero?: string;
  /** Major and minor unit. */
  readonly currencies: Readonly<Record<CurrencyCode, readonly [string, string?]>>;
  readonly currencySpellings?: Readonly<Record<string, CurrencyCode>>;
  /** What `¥` stands for. */
  readonly yenSign: 'JPY' | 'CNY';
  /** Between the major unit and the minor amount. */
  readonly minorJoiner: string;
  /** Whether the minor unit is named: "five euros and ten cents", but "fünf Euro zehn". */
  readonly namesMinor: boolean;
  /** Written scale (`Mio.`, `bn`) and the noun it stands for. */
  readonly scales: readonly (readonly [string, string])[];
  /** Between scale and currency: "millones DE euros". */
  readonly scaleJoiner: string;

  readonly signs: SignWords;
  /** Common fractions by their written form: `1/2`. */
  readonly fractions: Readonly<Record<string, string>>;
  /** Between a whole number and a fraction: "two AND a half". */
  readonly fractionJoiner: string;

  readonly date: {
    readonly order: 'dmy' | 'mdy' | 'ymd';
    /** For each month its name as said in a date, then further spellings; a regular expression each. */
    readonly months: readonly (readonly string[])[];
    /** What may follow the year and belongs to the date (`г.`, `r.`), as a regular expression. */
    readonly tail?: string;
    /** @param before the word before the date, in lower case */
    readonly say: (date: CalendarDate, before: string) => string;
  };
  readonly time: {
    /** Between hour and minute besides the colon, as regular expressions. */
    readonly separators?: readonly string[];
    /** Words after a time that belong to it (`Uhr`), as a regular expression. */
    readonly tail?: string;
    readonly say: (time: ClockTime, before: string) => string;
  };
  /** Endings that make an ordinal of a number, each with the gender it shows. */
  readonly ordinalEndings: readonly (readonly [string, Gender])[];
  /** How a ruler's number is said after the name, where rulers have Roman numerals in this language. */
  readonly regnal?: (value: bigint, gender: Gender) => string;
  /** Words (regular expressions) that a Roman numeral follows, and how it is then read. */
  readonly romanAfter?: readonly (readonly [string, (value: bigint) => string])[];
  /** Words that a Roman numeral stands before. */
  readonly romanBefore?: readonly (readonly [
    string,
    (value: bigint, word: string, before: string) => string,
  ])[];

  /** Written abbreviation → words. Words that end in a stop may end a sentence, and then keep it. */
  readonly abbreviations: Readonly<Record<string, string>>;
  /** The names of the letters A to Z. */
  readonly letters: readonly string[];
  /** Names of other letters that acronyms are made of. */
  readonly furtherLetters?: Readonly<Record<string, string>>;
  /** What this language says for an acronym in place of its letters. */
  readonly acronyms?: Readonly<Record<string, string>>;
  /** Words that people write in capitals for stress. */
  readonly shouted?: readonly string[];
  /** How a group of a telephone number is read where not digit by digit. */
  readonly telephoneGroup?: (digits: string) => string;
  /** Applied before the shared recognisers: what only this language has. */
  readonly first?: readonly Rewrite[];
  /** Applied after quantities and before plain numbers. */
  readonly beforeNumbers?: readonly Rewrite[];
}

/** Reads a noun as a language file writes it; see {@link SpokenLanguage}. */
export function nounOf(written: string, order: readonly Intl.LDMLPluralRule[]): Noun {
  const gender = written.startsWith('f:') ? 'feminine' : written.startsWith('n:') ? 'neuter' : 'masculine';
  const forms = written.replace(/^[mfn]:/, '').split('|');
  const other = forms.at(-1) ?? '';
  const byCategory: Partial<Record<Intl.LDMLPluralRule, string>> = {};
  for (const [index, category] of order.entries()) byCategory[category] = forms[index] ?? other;
  return { gender, forms: { other, ...byCategory } };
}
