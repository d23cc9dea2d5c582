import { toCardinal, toOrdinal } from 'n2words/ru-RU';
import type { Gender } from '../spoken-language.js';

export type Case = 'nominative' | 'genitive' | 'dative' | 'instrumental' | 'prepositional';

/** Without the "one" before a first thousand, as it is said. */
const withoutOne = (words: string) => words.replace(/^одна тысяча/, 'тысяча');

/** With "одна" and "две" before feminine nouns, "одно" before neuter ones. */
export function cardinal(value: bigint, gender?: Gender): string {
  const words = withoutOne(toCardinal(value, { gender: gender === 'feminine' ? 'feminine' : 'masculine' }));
  return gender === 'neuter' ? words.replace(/(?<!\p{L})один$/u, 'одно') : words;
}

const endings: Readonly<Record<Case, string>> = {
  nominative: 'ый',
  genitive: 'ого',
  dative: 'ому',
  instrumental: 'ым',
  prepositional: 'ом',
};
const softEndings: Readonly<Record<Case, string>> = {
  nominative: 'ий',
  genitive: 'ьего',
  dative: 'ьему',
  instrumental: 'ьим',
  prepositional: 'ьем',
};

/** The last word of an ordinal alone is declined. */
export function ordinal(value: bigint, gender: Gender = 'masculine', form: Case = 'nominative'): string {
  const words = value === 0n ? 'нулевой' : withoutOne(toOrdinal(value));
  const stem = words.slice(0, -2);
  const isSoft = words.endsWith('третий');
  if (gender === 'feminine') {
    if (form === 'nominative') return isSoft ? `${stem}ья` : `${stem}ая`;
    return isSoft ? `${stem}ьей` : `${stem}ой`;
  }
  if (form !== 'nominative') return stem + (isSoft ? softEndings[form] : endings[form]);
  if (gender === 'neuter') return isSoft ? `${stem}ье` : `${stem}ое`;
  return words;
}

/** The form of a noun after a whole number. */
export function plural(value: number, one: string, few: string, many: string): string {
  const category = new Intl.PluralRules('ru').select(value);
  return category === 'one' ? one : category === 'few' ? few : many;
}

/** "три целых пять десятых": decimals are counted parts. */
export function decimal(whole: bigint, fraction: string): string | undefined {
  const parts = ['десят', 'сот', 'тысячн'][fraction.length - 1];
  if (parts === undefined || BigInt(fraction) === 0n) return undefined;
  const count = BigInt(fraction);
  const isOne = (value: bigint) => value % 10n === 1n && value % 100n !== 11n;
  const wholeWords = `${cardinal(whole, 'feminine')} ${isOne(whole) ? 'целая' : 'целых'}`;
  return `${wholeWords} ${cardinal(count, 'feminine')} ${parts}${isOne(count) ? 'ая' : 'ых'}`;
}
