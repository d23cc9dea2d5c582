import { describe, expect, it } from 'vitest';
import { expandNumbers } from '../numbers/expand-numbers.js';
import { expandAbbreviations } from './abbreviations.js';
import { cleanText } from './clean-text.js';
import type { CountingLanguage } from './cleaned-language.js';
import { expandSymbols } from './symbols.js';

/** The values of the reference's own tests (idiap coqui-ai-TTS 0.27.2, xtts/tokenizer.py) that hold there. */
const numbers: readonly [CountingLanguage, string, string][] = [
  ['en', '12.5', 'twelve point five'],
  ['en', '1st', 'first'],
  ['en', '$20', 'twenty dollars'],
  ['en', '20€', 'twenty euro'],
  ['en', '20.15€', 'twenty euro, fifteen cents'],
  ['en', '100,000.5', 'one hundred thousand point five'],
  ['fr', '12,5', 'douze virgule cinq'],
  ['fr', '1er', 'premier'],
  ['fr', '20€', 'vingt euros'],
  ['fr', '20,15€', 'vingt euros et quinze centimes'],
  ['fr', '100.000,5', 'cent mille virgule cinq'],
  ['de', '12,5', 'zwölf Komma fünf'],
  ['de', '1. ', 'erste '],
  ['de', '$20', 'zwanzig Dollar'],
  ['de', '20,15€', 'zwanzig Euro und fünfzehn Cent'],
  ['es', '12,5', 'doce punto cinco'],
  ['es', '1er', 'primero'],
  ['es', '$20', 'veinte dólares'],
  ['es', '20,15€', 'veinte euros con quince céntimos'],
  ['it', '12,5', 'dodici virgola cinque'],
  ['it', '1°', 'primo'],
  ['it', '$20', 'venti dollari'],
  ['it', '20,15€', 'venti euro e quindici centesimi'],
  ['pt', '12,5', 'doze vírgula cinco'],
  ['pt', '1º', 'primeiro'],
  ['pt', '$20', 'vinte dólares'],
  ['pt', '20,15€', 'vinte euros e quinze cêntimos'],
  ['pl', '12,5', 'dwanaście przecinek pięć'],
  ['pl', '20€', 'dwadzieścia euro'],
  ['pl', '20,15€', 'dwadzieścia euro, piętnaście centów'],
  ['ar', '12,5', 'اثنا عشر  , خمسون'],
  ['ar', '50', 'خمسون'],
  ['cs', '12,5', 'dvanáct celá pět'],
  ['cs', '20.15€', 'dvacet euro, patnáct centů'],
  ['ru', '20.15€', 'двадцать евро, пятнадцать центов'],
  ['ru', '20€', 'двадцать евро'],
  ['nl', '12,5', 'twaalf komma vijf'],
  ['nl', '$20', 'twintig dollar'],
  ['tr', '50', 'elli'],
  ['tr', '1.', 'birinci'],
  ['hu', '12,5', 'tizenkettő egész öt tized'],
  ['hu', '1.', 'első'],
  ['ko', '12.5', '십이 점 오'],
  ['ko', '50', '오십'],
];

describe('cleaning', () => {
  it.each(numbers)('says in %s %s as "%s"', (language, written, said) => {
    expect(expandNumbers(written, language)).toBe(said);
  });

  it('says where the reference fails: Hindi, and ordinals of Czech', () => {
    expect(cleanText('50 सैनिक', 'hi')).toBe('पचास सैनिक');
    expect(cleanText('1. května', 'cs')).toBe('první května');
  });

  it('reads numbers of more than 21 digits digit by digit', () => {
    expect(expandNumbers('1'.repeat(22), 'en')).toBe(Array.from({ length: 22 }, () => 'one').join(' '));
  });

  it.each([
    ['en', 'Mr. Reed', 'mister Reed'],
    ['es', 'La Dra. Ruiz', 'La doctora Ruiz'],
    ['fr', 'Mme. Petit', 'madame Petit'],
    ['de', 'Dr. Vogel', 'doktor Vogel'],
    ['it', 'Sig. Neri', 'signore Neri'],
    ['pl', 'P. Lis', 'pani Lis'],
    ['cs', 'P. Dub', 'pan Dub'],
    ['nl', 'Dhr. Bos', 'de heer Bos'],
    ['ru', 'Г-н Белов', 'господин Белов'],
    ['tr', 'B. Kaya', 'bay Kaya'],
    ['hu', 'Dr. Nagy', 'doktor Nagy'],
  ] as const)('writes abbreviations out in %s: %s', (language, written, said) => {
    expect(expandAbbreviations(written, language)).toBe(said);
  });

  it.each([
    ['en', '14%', '14 percent'],
    ['es', 'x @ y', 'x arroba y'],
    ['de', '£ 20', 'pfund 20'],
    ['pt', 'ana&rui', 'ana e rui'],
    ['it', 'C#', 'C cancelletto'],
    ['pl', '36.6°', '36.6 stopnie'],
    ['tr', '%14', 'yüzde 14'],
    ['ko', '14%입니다', '14 퍼센트 입니다'],
  ] as const)('names symbols in %s: %s', (language, written, said) => {
    expect(expandSymbols(written, language)).toBe(said);
  });

  it('leaves plain words as they are', () => {
    const words = 'the number is twenty-one, and so it stays';
    expect(cleanText(words, 'en')).toBe(words);
    expect(cleanText(cleanText('Dr. Who owes $20.15 for 3rd-hand shoes & 5% interest', 'en'), 'en')).toBe(
      'doctor who owes twenty dollars, fifteen cents for third-hand shoes and five percent interest',
    );
  });
});
