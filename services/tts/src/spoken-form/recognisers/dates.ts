import type { CalendarDate, Rewrite, SpokenLanguage } from '../spoken-language.js';
import { latinEnd, numberStart, wordBefore, wordEnd, wordStart } from './context.js';

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two-digit years are of the hundred years that a reader of today means. */
function fullYear(year: string): number {
  const value = Number(year);
  if (year.length > 2) return value;
  return value < 70 ? 2000 + value : 1900 + value;
}

function dateOf(day: string, month: string, year?: string): CalendarDate | undefined {
  const date = {
    day: Number(day),
    month: Number(month),
    year: year === undefined || year === '' ? undefined : fullYear(year),
  };
  const days = daysInMonth[date.month - 1];
  return days !== undefined && date.day >= 1 && date.day <= days ? date : undefined;
}

/** Dates in figures: ISO, and the language's own order. */
export function numericDates(language: SpokenLanguage): readonly Rewrite[] {
  const { order, say, tail } = language.date;
  const end = String.raw`(?:${tail ?? '(?!)'})?(?![\d/]|[.-]\d)`;
  const iso = new RegExp(
    String.raw`${numberStart}(\d{4})([./-])\s?(\d{1,2})\2\s?(\d{1,2})(?:(T)(?=\d)|(?:(?<=\.\s?\d{1,2})\.)?${end})`,
    'gu',
  );
  const local = new RegExp(
    String.raw`${numberStart}(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})${end}`,
    'gu',
  );
  const dayMonth = new RegExp(String.raw`${numberStart}(\d{1,2})\.\s?(\d{1,2})\.(?!\d)`, 'g');
  const speak = (date: CalendarDate | undefined, match: string, at: number, text: string) =>
    date === undefined ? match : say(date, wordBefore(text, at));
  return [
    (text) =>
      text.replaceAll(iso, (match, ...found) => {
        const [year, , month, day, time, at] = found as [string, string, string, string, string?, number?];
        return `${speak(dateOf(day, month, year), match, at ?? 0, text)}${time === undefined ? '' : ' '}`;
      }),
    (text) =>
      text.replaceAll(local, (match, a: string, _sep, b: string, year: string, at: number) => {
        const monthFirst = order === 'mdy' ? Number(a) <= 12 : Number(b) > 12;
        return speak(monthFirst ? dateOf(b, a, year) : dateOf(a, b, year), match, at, text);
      }),
    (text) =>
      order === 'dmy' && dottedDates.has(language.locale)
        ? text.replaceAll(dayMonth, (match, day: string, month: string, at: number) => {
            return speak(dateOf(day, month), match, at, text);
          })
        : text,
  ];
}

/** Where "15.3." without a year is a date. */
const dottedDates = new Set(['de', 'cs', 'pl', 'ru', 'tr']);

/** Dates with the month in words: "15 March 2024", "March 15, 2024", "15 de marzo de 2024". */
export function writtenDates(language: SpokenLanguage): readonly Rewrite[] {
  const { months, say, tail } = language.date;
  const names = months.flatMap((spellings) => spellings).join('|');
  const monthOf = (name: string) =>
    months.findIndex((spellings) => new RegExp(`^(?:${spellings.join('|')})$`, 'iu').test(name)) + 1;
  const end = language.attachesParticles ? latinEnd : wordEnd;
  const dayFirst = new RegExp(
    String.raw`${numberStart}(\d{1,2})(?:\.|er|st|nd|rd|th|º|°|-го|-е|-es)?\s+(?:de |di |of )?(${names})(?:\.(?=\s*\d))?${end}` +
      String.raw`(?:,?\s+(?:de |del )?(\d{4})(?![\d.,:]*\d)(?:${tail ?? '(?!)'})?)?`,
    'giu',
  );
  const monthFirst = new RegExp(
    String.raw`${wordStart}(${names})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?(?![\d:%]|[.,]\d|\s?[ap]\.?m)`,
    'giu',
  );
  const rewriteDayFirst: Rewrite = (text) =>
    text.replaceAll(dayFirst, (match, day: string, month: string, year: string | undefined, at: number) => {
      const date = dateOf(day, String(monthOf(month)), year);
      return date === undefined ? match : say(date, wordBefore(text, at));
    });
  const rewriteMonthFirst: Rewrite = (text) =>
    text.replaceAll(monthFirst, (match, month: string, day: string, year: string | undefined, at: number) => {
      const date = dateOf(day, String(monthOf(month)), year);
      return date === undefined ? match : say(date, wordBefore(text, at));
    });
  return language.date.order === 'mdy' ? [rewriteDayFirst, rewriteMonthFirst] : [rewriteDayFirst];
}
