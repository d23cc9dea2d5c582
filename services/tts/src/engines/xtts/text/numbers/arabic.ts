import { type NumberWords, groupsOfThousand } from './number-words.js';

const listed = (words: string) => words.split('|');

const ones = listed(
  '|واحد|اثنان|ثلاثة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة|عشرة|' +
    'أحد عشر|اثنا عشر|ثلاثة عشر|أربعة عشر|خمسة عشر|ستة عشر|سبعة عشر|ثمانية عشر|تسعة عشر',
);
const feminineOnes = listed(
  '|إحدى|اثنتان|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع|عشر|' +
    'إحدى عشرة|اثنتا عشرة|ثلاث عشرة|أربع عشرة|خمس عشرة|ست عشرة|سبع عشرة|ثماني عشرة|تسع عشرة',
);
const ordinals = listed(
  '|اول|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر|' +
    'حادي عشر|ثاني عشر|ثالث عشر|رابع عشر|خامس عشر|سادس عشر|سابع عشر|ثامن عشر|تاسع عشر',
);
const tens = listed('||عشرون|ثلاثون|أربعون|خمسون|ستون|سبعون|ثمانون|تسعون');
const hundreds = listed('|مائة|مئتان|ثلاثمائة|أربعمائة|خمسمائة|ستمائة|سبعمائة|ثمانمائة|تسعمائة');

/** A power of a thousand: one, two, two of something, three to ten, and more before other words. */
interface Scale {
  one: string;
  two: string;
  twoOf: string;
  few: string;
  many: string;
}
const scales: readonly Scale[] = [
  ['مائة', 'مئتان', 'مئتا', '', ''],
  ['ألف', 'ألفان', 'ألفا', 'آلاف', 'ألفاً'],
  ['مليون', 'مليونان', 'مليونا', 'ملايين', 'مليوناً'],
  ['مليار', 'ملياران', 'مليارا', 'مليارات', 'ملياراً'],
  ['تريليون', 'تريليونان', 'تريليونا', 'تريليونات', 'تريليوناً'],
  ['كوادريليون', 'كوادريليونان', 'كوادريليونا', 'كوادريليونات', 'كوادريليوناً'],
  ['كوينتليون', 'كوينتليونان', 'كوينتليونا', 'كوينتليونات', 'كوينتليوناً'],
].map(([one = '', two = '', twoOf = '', few = '', many = '']) => ({ one, two, twoOf, few, many }));

/** Three digits; `scale` where they count something. */
function groupInWords(group: number, isFeminine: boolean, scale?: Scale, isAlone = false): string {
  const [hundred, rest] = [Math.trunc(group / 100), group % 100];
  const words = isFeminine ? feminineOnes : ones;
  const parts: string[] = [];
  if (hundred > 0) parts.push(group === 200 ? 'مئتا' : (hundreds[hundred] ?? ''));
  if (scale && group === 2) return isAlone ? scale.twoOf : scale.two;
  if (scale && rest === 1) parts.push(scale.one);
  else if (rest > 0 && rest < 20) parts.push(words[rest] ?? '');
  else if (rest >= 20)
    parts.push(...(rest % 10 > 0 ? [words[rest % 10] ?? ''] : []), tens[Math.trunc(rest / 10)] ?? '');
  return parts.join(' و ');
}

function scaleName(group: number, { one, few, many }: Scale, isLast: boolean): string {
  if (group % 100 === 1) return one;
  if (group >= 3 && group <= 10) return few;
  return isLast ? one : many;
}

/** Each group ends in a space. */
function whole(value: bigint, isFeminine = false): string {
  let said = '';
  for (const { group, power } of groupsOfThousand(value).toReversed()) {
    const scale = power > 0 ? scales[power] : undefined;
    const isAlone = value === 2n * 1_000n ** BigInt(power);
    const words = groupInWords(group, isFeminine && power === 0, scale, isAlone);
    const after = scale && said !== '' ? `و ${said}` : said;
    const name = scale && group > 2 ? `${scaleName(group, scale, said === '')} ` : '';
    said = `${words} ${name}${after}`;
  }
  return said;
}

/** The first two places after the point, as a number; the rest is dropped. */
function hundredthsOf(value: number): number {
  const billionths = Math.round((value - Math.trunc(value)) * 1e9);
  return Number(String(billionths).padStart(9, '0').slice(0, 2));
}

/** One, two, three to ten, more: the form of a name by the last two digits of what it counts. */
function formOf(
  count: bigint,
  isWholeNumber: boolean,
  [one, two, few, many]: readonly [string, string, string, string],
): string {
  const rest = count % 100n;
  if (rest === 2n && (count === 2n || !isWholeNumber)) return two;
  if (rest < 3n) return one;
  return rest <= 10n ? few : many;
}

const cardinal = (value: bigint) => (value === 0n ? 'صفر' : whole(value).trim());

export const arabic: NumberWords = {
  cardinal,
  decimal(value) {
    const hundredths = hundredthsOf(value);
    if (hundredths === 0) return value === 0 ? 'صفر' : whole(BigInt(Math.trunc(value))).trim();
    return `${whole(BigInt(Math.trunc(value)))} , ${groupInWords(hundredths, true)}`.trim();
  },
  ordinal: (value) => (value < 20n ? (ordinals[Number(value)] ?? '') : whole(value, value < 100n).trim()),
  /** Whatever the currency, num2words says riyals. */
  currency(amount) {
    const [units, hundredths] = [BigInt(Math.trunc(amount)), hundredthsOf(amount)];
    if (amount === 0) return 'صفر';
    const unit = units > 0n ? formOf(units, true, ['ريال', 'ريالان', 'ريالات', 'ريالاً']) : '';
    const said = `${whole(units)}${unit}`;
    if (hundredths === 0) return said;
    const name = formOf(BigInt(hundredths), false, ['هللة', 'هللتان', 'هللات', 'هللة']);
    return `${said} و ${groupInWords(hundredths, true)} ${name}`;
  },
};
