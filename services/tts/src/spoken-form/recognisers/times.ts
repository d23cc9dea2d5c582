import type { ClockTime, Rewrite, SpokenLanguage } from '../spoken-language.js';
import { numberStart, wordBefore } from './context.js';

function timeOf(hour: string, minute: string, second?: string, half?: string): ClockTime {
  return {
    hour: Number(hour),
    minute: Number(minute),
    second: second === undefined ? undefined : Number(second),
    half: half === undefined ? undefined : half.toLowerCase() === 'a' ? 'am' : 'pm',
  };
}

type ClockGroups = [hour: string, minute: string, second: string | undefined, half: string | undefined];
type RangeGroups = [...ClockGroups, ...ClockGroups, at: number];

/** "pm", "p.m."; the last stop stays where a sentence ends with it. */
const halfWord = String.raw`([apAP])(?:[mM](?!\p{L})|\.\s?[mM]\b(?:\.(?!\s*$|\s+\p{Lu}))?)`;
const halfSource = String.raw`(?:\s?${halfWord})?`;

/** Times of day: "14:30", "2:30 pm", "14h30", "14.30 Uhr", and from one to another. */
export function times(language: SpokenLanguage): readonly Rewrite[] {
  const { say, separators = [], tail } = language.time;
  const end = tail === undefined ? '' : `(?:${tail})?`;
  const clock = String.raw`([01]?\d|2[0-4])(?::|${['(?!)', ...separators].join('|')})([0-5]\d)(?::([0-5]\d))?${halfSource}`;
  const stop = String.raw`(?![\d:]|[.,]\d|[apAP]\.?[mM])`;
  const range = new RegExp(String.raw`${numberStart}${clock}\s?[-–—]\s?${clock}${end}${stop}`, 'gu');
  const single = new RegExp(String.raw`${numberStart}${clock}${end}${stop}`, 'gu');
  const dotted = new RegExp(String.raw`${numberStart}([01]?\d|2[0-4])\.([0-5]\d)(?:${tail ?? '(?!)'})`, 'gu');
  const hourOnly = new RegExp(
    String.raw`${numberStart}(1[0-2]|0?[1-9])\s?${halfWord}(\s?[-–—]\s?(?=\d))?`,
    'gu',
  );
  return [
    (text) =>
      text.replaceAll(range, (_match, ...found) => {
        const [h1, m1, s1, half1, h2, m2, s2, half2, at] = found as RangeGroups;
        const from = say(timeOf(h1, m1, s1, half1), wordBefore(text, at));
        const to = say(timeOf(h2, m2, s2, half2), language.signs.to.trim());
        return `${from}${language.signs.to}${to}`;
      }),
    (text) =>
      text.replaceAll(single, (_match, ...found) => {
        const [hour, minute, second, half, at] = found as [...ClockGroups, at: number];
        return say(timeOf(hour, minute, second, half), wordBefore(text, at));
      }),
    (text) =>
      text.replaceAll(dotted, (_match, hour: string, minute: string, at: number) =>
        say(timeOf(hour, minute), wordBefore(text, at)),
      ),
    (text) =>
      text.replaceAll(hourOnly, (_match, ...found) => {
        const [hour, half, dash, at] = found as [string, string, string | undefined, number];
        const time = say(timeOf(hour, '0', undefined, half), wordBefore(text, at));
        return dash === undefined ? time : time + language.signs.to;
      }),
  ];
}
