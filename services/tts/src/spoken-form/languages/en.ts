import { toCardinal, toOrdinal } from 'n2words/en-US';
import type { SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'January February March April May June July August September October November December'.split(' ');

/** "nineteen eighty-four", "two thousand five", "twenty twenty-four", "nineteen oh six". */
function year(value: bigint): string {
  const hundreds = value / 100n;
  const rest = value % 100n;
  if (value >= 2000n && value <= 2009n) return toCardinal(value);
  if (rest === 0n) return hundreds % 10n === 0n ? toCardinal(value) : `${toCardinal(hundreds)} hundred`;
  return `${toCardinal(hundreds)} ${rest < 10n ? `oh ${toCardinal(rest)}` : toCardinal(rest)}`;
}

function sayTime({ hour, minute, second, half }: Parameters<SpokenLanguage['time']['say']>[0]): string {
  const parts = [toCardinal(hour)];
  if (minute > 0) parts.push(minute < 10 ? `oh ${toCardinal(minute)}` : toCardinal(minute));
  else if (half === undefined) parts.push(hour >= 1 && hour <= 12 ? "o'clock" : 'hundred hours');
  if (second !== undefined) parts.push(`and ${toCardinal(second)} seconds`);
  if (half !== undefined) parts.push(half === 'am' ? 'ay em' : 'pee em');
  return parts.join(' ');
}

export const english: SpokenLanguage = {
  locale: 'en',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'other'],
  decimalSeparator: '.',
  point: 'point',
  decimalsAsNumber: 0,
  cardinal: (value) => toCardinal(value),
  ordinal: (value) => toOrdinal(value),
  year,
  yearCues: [
    ...'in since from by of until till year before after around circa during early late mid summer winter spring autumn fall to'.split(
      ' ',
    ),
    ...monthNames.map((name) => name.toLowerCase()),
  ],
  units: {
    '%': 'percent',
    '°C': 'degree Celsius|degrees Celsius',
    '°F': 'degree Fahrenheit|degrees Fahrenheit',
    '°': 'degree|degrees',
    'km/h': 'kilometer per hour|kilometers per hour',
    'm/s': 'meter per second|meters per second',
    'km²': 'square kilometer|square kilometers',
    'm²': 'square meter|square meters',
    'm³': 'cubic meter|cubic meters',
    km: 'kilometer|kilometers',
    cm: 'centimeter|centimeters',
    mm: 'millimeter|millimeters',
    m: 'meter|meters',
    kg: 'kilogram|kilograms',
    mg: 'milligram|milligrams',
    g: 'gram|grams',
    t: 'ton|tons',
    ml: 'milliliter|milliliters',
    l: 'liter|liters',
    h: 'hour|hours',
    min: 'minute|minutes',
    s: 'second|seconds',
    ms: 'millisecond|milliseconds',
    kWh: 'kilowatt hour|kilowatt hours',
    kW: 'kilowatt|kilowatts',
    MW: 'megawatt|megawatts',
    W: 'watt|watts',
    V: 'volt|volts',
    GHz: 'gigahertz',
    MHz: 'megahertz',
    kHz: 'kilohertz',
    Hz: 'hertz',
    TB: 'terabyte|terabytes',
    GB: 'gigabyte|gigabytes',
    MB: 'megabyte|megabytes',
    KB: 'kilobyte|kilobytes',
    'Mbit/s': 'megabit per second|megabits per second',
  },
  currencies: {
    EUR: ['euro|euros', 'cent|cents'],
    USD: ['dollar|dollars', 'cent|cents'],
    GBP: ['pound|pounds', 'penny|pence'],
    JPY: ['yen'],
    CNY: ['yuan', 'fen'],
    INR: ['rupee|rupees', 'paisa|paise'],
    KRW: ['won'],
    RUB: ['ruble|rubles', 'kopeck|kopecks'],
    PLN: ['zloty|zlotys', 'grosz|groszy'],
    CZK: ['Czech koruna|Czech korunas', 'haler|halers'],
    HUF: ['forint|forints'],
    TRY: ['Turkish lira', 'kurush'],
    CHF: ['Swiss franc|Swiss francs', 'centime|centimes'],
  },
  yenSign: 'JPY',
  minorJoiner: ' and ',
  namesMinor: true,
  scales: [
    ['thousand', 'thousand'],
    ['million', 'million'],
    ['billion', 'billion'],
    ['trillion', 'trillion'],
    ['k', 'thousand'],
    ['m', 'million'],
    ['mn', 'million'],
    ['bn', 'billion'],
    ['b', 'billion'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'minus',
    plus: 'plus',
    equals: 'equals',
    times: 'times',
    divided: 'divided by',
    lessThan: 'less than',
    greaterThan: 'greater than',
    and: 'and',
    at: 'at',
    dot: 'dot',
    slash: 'slash',
    hyphen: 'dash',
    underscore: 'underscore',
    numberSign: 'number',
    section: 'section',
    about: 'about',
    to: ' to ',
    ratio: 'to',
    per: 'per',
    over: 'over',
  },
  fractions: {
    '1/2': 'one half',
    '1/3': 'one third',
    '2/3': 'two thirds',
    '1/4': 'one quarter',
    '3/4': 'three quarters',
    '1/5': 'one fifth',
    '2/5': 'two fifths',
    '3/5': 'three fifths',
    '4/5': 'four fifths',
    '1/8': 'one eighth',
    '1/10': 'one tenth',
  },
  fractionJoiner: ' and ',
  date: {
    order: 'mdy',
    months: monthNames.map((name) => [
      name,
      name === 'May' ? name : `${name.slice(0, 3)}${name === 'September' ? 't?' : ''}`,
    ]),
    say: ({ day, month, year: value }, before) => {
      const name = monthNames[month - 1] ?? '';
      const dayAndMonth = before === 'the' ? `${toOrdinal(day)} of ${name}` : `${name} ${toOrdinal(day)}`;
      return value === undefined ? dayAndMonth : `${dayAndMonth}, ${year(BigInt(value))}`;
    },
  },
  time: { say: sayTime },
  ordinalEndings: [
    ['st', 'masculine'],
    ['nd', 'masculine'],
    ['rd', 'masculine'],
    ['th', 'masculine'],
  ],
  regnal: (value) => `the ${toOrdinal(value)}`,
  romanAfter: [
    [
      'World War|Chapter|Part|Volume|Act|Scene|Phase|Type|Super Bowl|Apollo|Article|Level',
      (value) => toCardinal(value),
    ],
  ],
  abbreviations: {
    'Dr.': 'Doctor',
    'Mr.': 'Mister',
    'Mrs.': 'Missus',
    'Ms.': 'Miz',
    'Prof.': 'Professor',
    'Gen.': 'General',
    'Capt.': 'Captain',
    'Sgt.': 'Sergeant',
    'Lt.': 'Lieutenant',
    'Sen.': 'Senator',
    'Gov.': 'Governor',
    'Rev.': 'Reverend',
    'Jr.': 'Junior.',
    'Sr.': 'Senior.',
    'Inc.': 'Incorporated.',
    'Ltd.': 'Limited.',
    'Co.': 'Company.',
    'Corp.': 'Corporation.',
    'Ave.': 'Avenue.',
    'Blvd.': 'Boulevard.',
    'Rd.': 'Road.',
    'Mt.': 'Mount',
    'Dept.': 'Department.',
    'vs.': 'versus',
    'etc.': 'et cetera.',
    'e.g.': 'for example',
    'i.e.': 'that is',
    'approx.': 'approximately',
    'a.m.': 'ay em.',
    'p.m.': 'pee em.',
    'w/o': 'without',
    'w/': 'with',
    'ft.': 'feet.',
    'Ph.D.': 'pee aitch dee.',
  },
  letters:
    'ay bee see dee ee eff jee aitch eye jay kay el em en oh pee cue ar ess tee you vee double-you ex why zee'.split(
      ' ',
    ),
  acronyms: { OK: 'okay' },
  shouted:
    'NO NOT AND THE YOU ALL ANY BUT DO GO SO TO IS ARE WAS CAN NOW NEW ONE TWO YES WHY WHO HOW OUR HE WE IN ON'.split(
      ' ',
    ),
  first: [
    (text) => text.replaceAll(/(?<![\d/])9\/11(?![\d/])/g, 'nine eleven'),
    (text) => text.replaceAll(/(?<![\d.])(\d)['’′](\d{1,2})["”″]/g, '$1 foot $2'),
    (text) => text.replaceAll(/(?<!\p{L})C#(?!\p{L})/gu, 'C sharp'),
    (text) =>
      text
        .replaceAll(/(?<![\d.,])1\s?lb\.?(?!\p{L})/gu, 'one pound')
        .replaceAll(/(?<![\d.,])1\s?mi(?![\p{L}.])/gu, 'one mile'),
    (text) =>
      text.replaceAll(/(?<=(?:[Cc]all|[Dd]ial) )([1-9]1[0-9])(?![\d.,-]*\d)/g, (_match, digits: string) =>
        Array.from(digits, (digit) => toCardinal(digit)).join(' '),
      ),
    // A name follows a saint; a street's name comes before it.
    (text) => text.replaceAll(/(?<=[\p{L}\d] )St(?:\.|(?![\p{L}.]))(?!\s+\p{Lu}|\p{L})/gu, 'Street'),
    (text) => text.replaceAll(/(?<![\p{L}])St\.(?=\s+\p{Lu})/gu, 'Saint'),
    (text) => text.replaceAll(/(?<=(?:^|[.!?] )\p{Lu}\p{L}+ )Dr\.?(?=,|\s*$)/gu, 'Drive'),
    // "Jan." and others before a figure are months; "No. 5" is a number.
    (text) => text.replaceAll(/(?<![\p{L}])[Nn]os?\.\s?(?=\d)/gu, 'number '),
    (text) =>
      text
        .replaceAll(/(?<![\p{L}])pp\.\s?(?=\d)/gu, 'pages ')
        .replaceAll(/(?<![\p{L}])p\.\s?(?=\d)/gu, 'page '),
    (text) =>
      text.replaceAll(/(?<![\d.,])'?((?:1[1-9]|20)?\d0)'?s(?!\p{L})/gu, (_match, digits: string) =>
        decade(digits),
      ),
    (text) =>
      text
        .replaceAll(/(?<=\d)(\s?)(?:["″]|in\.)(?=[\s,.;]|$)/g, ' inches')
        .replaceAll(/(?<=\d)\s?(?:ft|feet)\.?(?=[\s,.;]|$)/g, ' feet'),
    (text) =>
      text
        .replaceAll(/(?<=\d)\s?mph(?!\p{L})/gu, ' miles per hour')
        .replaceAll(/(?<=\d)\s?lbs?\.?(?!\p{L})/gu, ' pounds'),
    (text) =>
      text
        .replaceAll(/(?<=\d)\s?oz\.?(?!\p{L})/gu, ' ounces')
        .replaceAll(/(?<=\d)\s?mi(?![\p{L}.])/gu, ' miles'),
  ],
};

/** "1980s" → "nineteen eighties". */
function decade(digits: string): string {
  const value = BigInt(digits);
  const words = digits.length > 2 ? year(value) : toCardinal(value);
  return words.endsWith('y') ? `${words.slice(0, -1)}ies` : `${words}s`;
}
