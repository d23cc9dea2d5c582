import type { Gender, Rewrite, SpokenLanguage } from '../spoken-language.js';
import { wordBefore, wordStart } from './context.js';

const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100 };
const canonical = /^(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const numeral = '[IVXL]{1,7}';

/** Rulers and popes whose names keep their Roman numerals in many languages; those of women apart. */
const men =
  'Louis|Henri|Henry|Charles|George|Edward|Edouard|James|Jacques|William|Richard|Philippe|Philip|Napoléon|Napoleon|Napoleón|' +
  'François|Francis|John|Paul|Pius|Pie|Jean-Paul|John Paul|Benedict|Benoît|Leo|Léon|Gregory|Alexander|Peter|Nicholas|Frederick|' +
  'Ludwig|Heinrich|Karl|Friedrich|Wilhelm|Otto|Johannes Paul|Benedikt|Papst Leo|Georg|Felipe|Carlos|Alfonso|Fernando|Enrique|' +
  'Juan Pablo|Luis|Benedicto|Pío|León|Luigi|Enrico|Carlo|Vittorio Emanuele|Umberto|Giovanni Paolo|Benedetto|Pio|Leone|' +
  'Pedro|João|Dom João|Manuel|Afonso|João Paulo|Bento|Luís|Zygmunt|Jan|Jan Paweł|Stanisław August|Kazimierz|Bolesław|Henryk|' +
  'Benedykt|Ludwik|Karel|Václav|Rudolf|Jan Pavel|Petr|František|Willem|Filips|Lodewijk|Hendrik|Johannes Paulus|' +
  'Пётр|Петр|Николай|Александр|Иван|Павел|Людовик|Генрих|Карл|Иоанн Павел|Бенедикт|Вильгельм|Фридрих|' +
  'Петра|Николая|Александра|Ивана|Людовика';
const women =
  'Elizabeth|Mary|Elisabeth|Élisabeth|Katharina|Isabel|Elisabetta|Caterina|Catarina|Maria|Elżbieta|Katarzyna|' +
  'Alžběta|Kateřina|Beatrix|Margrethe|Catherine|Екатерина|Елизавета|Екатерины|Елизаветы';

/** The value of a Roman numeral up to 99, or undefined where it is none. */
export function romanValue(written: string): number | undefined {
  if (written === '' || !canonical.test(written)) return undefined;
  let sum = 0;
  for (let at = 0; at < written.length; at += 1) {
    const value = values[written[at] ?? ''] ?? 0;
    const next = values[written[at + 1] ?? ''] ?? 0;
    sum += value < next ? -value : value;
  }
  return sum;
}

function readable(written: string): bigint | undefined {
  const value = romanValue(written);
  return value === undefined ? undefined : BigInt(value);
}

/** Roman numerals where they cannot be anything else: after rulers' names, and beside words such as "century". */
export function romanNumerals(language: SpokenLanguage): readonly Rewrite[] {
  const { regnal, romanAfter = [], romanBefore = [], locale } = language;
  const rewrites: Rewrite[] = [];
  for (const [word, say] of romanAfter) {
    const pattern = new RegExp(String.raw`${wordStart}(${word})\s(${numeral})(?:e|\.º)?(?![\p{L}\d])`, 'gu');
    rewrites.push((text) =>
      text.replaceAll(pattern, (match, cue: string, written: string) => {
        const value = readable(written);
        return value === undefined ? match : `${cue} ${say(value)}`;
      }),
    );
  }
  for (const [word, say] of romanBefore) {
    const pattern = new RegExp(
      String.raw`${wordStart}(${numeral})(?:e|er|ème|\.|-го|-й|-м)?\s(${word})(?![\p{L}\d])`,
      'gu',
    );
    rewrites.push((text) =>
      text.replaceAll(pattern, (match, written: string, cue: string, at: number) => {
        const value = readable(written);
        return value === undefined ? match : `${say(value, cue, wordBefore(text, at))} ${cue}`;
      }),
    );
  }
  if (regnal === undefined) return rewrites;
  // A stop after the numeral is part of it in German and Czech, unless the sentence ends there.
  const hasStop = locale === 'de' || locale === 'cs';
  const ofRulers = (names: string, gender: Gender): Rewrite => {
    const stop = hasStop ? String.raw`(\.(?!\s*$))?` : '()';
    const pattern = new RegExp(String.raw`${wordStart}(${names})\s(${numeral})${stop}(?![\p{L}\d])`, 'gu');
    return (text) =>
      text.replaceAll(pattern, (match, name: string, written: string) => {
        const value = readable(written);
        return value === undefined ? match : `${name} ${regnal(value, gender)}`;
      });
  };
  return [...rewrites, ofRulers(men, 'masculine'), ofRulers(women, 'feminine')];
}
