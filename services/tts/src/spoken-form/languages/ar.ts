import { toCardinal } from 'n2words/ar-SA';
import { formAfter, joinNoun } from '../numbers.js';
import type { Gender, Noun, SpokenLanguage } from '../spoken-language.js';

const monthNames = 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' ');
const monthSpellings: readonly (readonly string[])[] = [
  ['كانون الثاني', 'جانفي'],
  ['شباط', 'فيفري'],
  ['آذار'],
  ['نيسان', 'إبريل'],
  ['أيار'],
  ['حزيران'],
  ['تموز'],
  ['آب'],
  ['أيلول'],
  ['تشرين الأول'],
  ['تشرين الثاني'],
  ['كانون الأول'],
];

const masculineOrdinals = 'الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر'.split(' ');
const feminineOrdinals =
  'الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة'.split(' ');

function cardinal(value: bigint, gender?: Gender): string {
  return toCardinal(value, { gender: gender === 'feminine' ? 'feminine' : 'masculine' });
}

/** The oblique case, in which numbers stand after "عام" and prepositions: ألفين وأربعة وعشرين. */
function oblique(words: string): string {
  return words
    .split(' ')
    .map((word) =>
      word
        .replace(/(?<=(?:لف|ئت|اثن|اثنت))ان$/, 'ين')
        .replace(/ون$/, 'ين')
        .replace(/^(و?)اثنا$/, '$1اثني'),
    )
    .join(' ')
    .replaceAll('مليين', 'مليون');
}

/** With the article, in the oblique case above ten: الخامس عشر, الحادي والعشرين. */
function ordinal(value: bigint, gender?: Gender): string {
  const names = gender === 'feminine' ? feminineOrdinals : masculineOrdinals;
  const number = Number(value);
  const first = gender === 'feminine' ? 'الحادية' : 'الحادي';
  const unit = number % 10 === 1 ? first : (names[(number % 10) - 1] ?? '');
  if (number <= 10) return names[number - 1] ?? '';
  if (number < 20) return `${unit} ${gender === 'feminine' ? 'عشرة' : 'عشر'}`;
  if (number > 99) return `ال${oblique(cardinal(value, gender))}`;
  const tens = oblique(cardinal(BigInt(number - (number % 10))));
  return number % 10 === 0 ? `ال${tens}` : `${unit} وال${tens}`;
}

/** One and two are the noun itself; from three on the number stands first, and the noun's form follows it. */
function quantity(value: bigint, noun: Noun): string {
  const number = { whole: String(value), fraction: undefined };
  const form = formAfter(number, noun, arabic);
  if (form.includes('#')) return joinNoun(cardinal(value), form, arabic);
  if (value === 1n) return `${form} ${noun.gender === 'feminine' ? 'واحدة' : 'واحد'}`;
  if (value === 2n) return form;
  return `${cardinal(value, noun.gender)} ${form}`;
}

function minuteWords(minute: number): string {
  if (minute === 15) return ' والربع';
  if (minute === 30) return ' والنصف';
  if (minute === 0) return '';
  return ` و${quantity(BigInt(minute), { gender: 'feminine', forms: { one: 'دقيقة', two: 'دقيقتان', few: 'دقائق', many: 'دقيقة', other: 'دقيقة' } })}`;
}

export const arabic: SpokenLanguage = {
  locale: 'ar',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'two', 'few', 'many', 'other'],
  decimalSeparator: '.',
  point: 'فاصلة',
  decimalsAsNumber: 2,
  cardinal,
  ordinal,
  year: (value) => oblique(cardinal(value)),
  yearCues: [
    'من',
    'إلى',
    'حتى',
    'عام',
    'سنة',
    'منذ',
    'في',
    'العام',
    'لعام',
    'وعام',
    'بعام',
    'عامي',
    ...monthNames,
  ],
  quantity,
  units: {
    '%': '# بالمئة',
    '°C': 'f:درجة مئوية|درجتان مئويتان|درجات مئوية|درجة مئوية|درجة مئوية',
    '°F': 'f:درجة فهرنهايت|درجتا فهرنهايت|درجات فهرنهايت|درجة فهرنهايت|درجة فهرنهايت',
    '°': 'f:درجة|درجتان|درجات|درجة|درجة',
    'km/h': 'كيلومتر في الساعة|كيلومتران في الساعة|كيلومترات في الساعة|كيلومترا في الساعة|كيلومتر في الساعة',
    'm/s': 'متر في الثانية|متران في الثانية|أمتار في الثانية|مترا في الثانية|متر في الثانية',
    'km²': 'كيلومتر مربع|كيلومتران مربعان|كيلومترات مربعة|كيلومترا مربعا|كيلومتر مربع',
    'm²': 'متر مربع|متران مربعان|أمتار مربعة|مترا مربعا|متر مربع',
    'm³': 'متر مكعب|متران مكعبان|أمتار مكعبة|مترا مكعبا|متر مكعب',
    km: 'كيلومتر|كيلومتران|كيلومترات|كيلومترا|كيلومتر',
    cm: 'سنتيمتر|سنتيمتران|سنتيمترات|سنتيمترا|سنتيمتر',
    mm: 'مليمتر|مليمتران|مليمترات|مليمترا|مليمتر',
    m: 'متر|متران|أمتار|مترا|متر',
    kg: 'كيلوغرام|كيلوغرامان|كيلوغرامات|كيلوغراما|كيلوغرام',
    mg: 'مليغرام|مليغرامان|مليغرامات|مليغراما|مليغرام',
    g: 'غرام|غرامان|غرامات|غراما|غرام',
    t: 'طن|طنان|أطنان|طنا|طن',
    ml: 'مليلتر|مليلتران|مليلترات|مليلترا|مليلتر',
    l: 'لتر|لتران|لترات|لترا|لتر',
    h: 'f:ساعة|ساعتان|ساعات|ساعة|ساعة',
    min: 'f:دقيقة|دقيقتان|دقائق|دقيقة|دقيقة',
    s: 'f:ثانية|ثانيتان|ثوان|ثانية|ثانية',
    ms: 'f:مللي ثانية|مللي ثانيتان|مللي ثوان|مللي ثانية|مللي ثانية',
    kWh: 'كيلوواط ساعة|كيلوواط ساعة|كيلوواط ساعة|كيلوواط ساعة|كيلوواط ساعة',
    kW: 'كيلوواط|كيلوواطان|كيلوواطات|كيلوواطا|كيلوواط',
    MW: 'ميغاواط|ميغاواطان|ميغاواطات|ميغاواطا|ميغاواط',
    W: 'واط|واطان|واطات|واطا|واط',
    V: 'فولت|فولتان|فولتات|فولتا|فولت',
    GHz: 'غيغاهرتز|غيغاهرتز|غيغاهرتز|غيغاهرتز|غيغاهرتز',
    MHz: 'ميغاهرتز|ميغاهرتز|ميغاهرتز|ميغاهرتز|ميغاهرتز',
    kHz: 'كيلوهرتز|كيلوهرتز|كيلوهرتز|كيلوهرتز|كيلوهرتز',
    Hz: 'هرتز|هرتز|هرتز|هرتز|هرتز',
    TB: 'تيرابايت|تيرابايت|تيرابايت|تيرابايت|تيرابايت',
    GB: 'غيغابايت|غيغابايت|غيغابايت|غيغابايت|غيغابايت',
    MB: 'ميغابايت|ميغابايت|ميغابايت|ميغابايت|ميغابايت',
    KB: 'كيلوبايت|كيلوبايت|كيلوبايت|كيلوبايت|كيلوبايت',
    'Mbit/s': 'ميغابت في الثانية|ميغابت في الثانية|ميغابت في الثانية|ميغابت في الثانية|ميغابت في الثانية',
  },
  unitSpellings: {
    'كم/ساعة': 'km/h',
    'كم/س': 'km/h',
    'كم²': 'km²',
    'م²': 'm²',
    كم: 'km',
    سم: 'cm',
    ملم: 'mm',
    م: 'm',
    كغ: 'kg',
    كجم: 'kg',
    غ: 'g',
    مل: 'ml',
    '°م': '°C',
  },
  belowZero: 'سالب',
  currencies: {
    EUR: ['يورو|يورو|يورو|يورو|يورو', 'سنت|سنتان|سنتات|سنتا|سنت'],
    USD: ['دولار|دولاران|دولارات|دولارا|دولار', 'سنت|سنتان|سنتات|سنتا|سنت'],
    GBP: [
      'جنيه إسترليني|جنيهان إسترلينيان|جنيهات إسترلينية|جنيها إسترلينيا|جنيه إسترليني',
      'بنس|بنسان|بنسات|بنسا|بنس',
    ],
    JPY: ['ين|ينان|ينات|ينا|ين'],
    CNY: ['يوان|يوانان|يوانات|يوانا|يوان'],
    INR: ['f:روبية|روبيتان|روبيات|روبية|روبية'],
    KRW: ['وون|وون|وون|وون|وون'],
    RUB: ['روبل|روبلان|روبلات|روبلا|روبل', 'كوبيك|كوبيكان|كوبيكات|كوبيكا|كوبيك'],
    PLN: ['زلوتي|زلوتي|زلوتي|زلوتي|زلوتي'],
    CZK: ['f:كرونة تشيكية|كرونتان تشيكيتان|كرونات تشيكية|كرونة تشيكية|كرونة تشيكية'],
    HUF: ['فورنت|فورنتان|فورنتات|فورنتا|فورنت'],
    TRY: ['f:ليرة تركية|ليرتان تركيتان|ليرات تركية|ليرة تركية|ليرة تركية'],
    CHF: ['فرنك سويسري|فرنكان سويسريان|فرنكات سويسرية|فرنكا سويسريا|فرنك سويسري'],
  },
  currencySpellings: { دولار: 'USD', دولارا: 'USD', دولارات: 'USD', يورو: 'EUR' },
  yenSign: 'JPY',
  minorJoiner: ' و',
  namesMinor: true,
  scales: [
    ['ألف', 'ألف|ألفا|آلاف|ألف|ألف'],
    ['مليون', 'مليون|مليونا|ملايين|مليون|مليون'],
    ['ملايين', 'مليون|مليونا|ملايين|مليون|مليون'],
    ['مليار', 'مليار|مليارا|مليارات|مليار|مليار'],
    ['مليارات', 'مليار|مليارا|مليارات|مليار|مليار'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'ناقص',
    plus: 'زائد',
    equals: 'يساوي',
    times: 'ضرب',
    divided: 'على',
    lessThan: 'أقل من',
    greaterThan: 'أكثر من',
    and: 'و',
    at: 'آت',
    dot: 'نقطة',
    slash: 'شرطة مائلة',
    hyphen: 'شرطة',
    underscore: 'شرطة سفلية',
    numberSign: 'رقم',
    section: 'مادة',
    about: 'حوالي',
    to: ' إلى ',
    ratio: 'مقابل',
    per: 'لكل',
    over: 'على',
  },
  fractions: {
    '1/2': 'نصف',
    '1/3': 'ثلث',
    '2/3': 'ثلثان',
    '1/4': 'ربع',
    '3/4': 'ثلاثة أرباع',
    '1/5': 'خمس',
    '1/8': 'ثمن',
    '1/10': 'عشر',
  },
  fractionJoiner: ' و',
  date: {
    order: 'dmy',
    months: monthNames.map((name, index) => [name, ...(monthSpellings[index] ?? [])]),
    say: ({ day, month, year }) => {
      const dayAndMonth = `${ordinal(BigInt(day))} من ${monthNames[month - 1] ?? ''}`;
      return year === undefined ? dayAndMonth : `${dayAndMonth} عام ${oblique(cardinal(BigInt(year)))}`;
    },
  },
  time: {
    say: ({ hour, minute, half }, before) => {
      const isLate = half === 'pm' ? hour !== 12 || minute >= 0 : half === undefined && hour >= 12;
      const hour12 = hour % 12 === 0 ? 12 : hour % 12;
      const hours = hour12 === 1 ? 'الواحدة' : ordinal(BigInt(hour12), 'feminine');
      const lead = before.endsWith('الساعة') ? '' : 'الساعة ';
      return `${lead}${hours}${minuteWords(minute)} ${isLate ? 'مساء' : 'صباحا'}`;
    },
  },
  ordinalEndings: [],
  abbreviations: {
    'د.': 'الدكتور',
    'أ.د.': 'الأستاذ الدكتور',
    'ص.ب.': 'صندوق بريد',
    'ق.م.': 'قبل الميلاد.',
    'إلخ.': 'إلى آخره.',
    إلخ: 'إلى آخره',
    'الخ.': 'إلى آخره.',
  },
  letters: 'إيه بي سي دي إي إف جي إتش آي جيه كيه إل إم إن أو بي كيو آر إس تي يو في دبليو إكس واي زد'.split(
    ' ',
  ),
  first: [
    (text) => text.replaceAll(/(?<![\p{L}])ص\.?\s?(?=\d)/gu, 'صفحة '),
    (text) =>
      text
        .replaceAll(/(?<=\d)\s?(?:هـ)(?!\p{L})/gu, ' هجرية')
        .replaceAll(/(?<=\d{3})\s?م(?=[\s.,،)]|$)/gu, ' ميلادية'),
    // Prefixes written onto a figure with a hyphen or a tatweel: "بـ5".
    (text) => text.replaceAll(/(?<=[بلكو])ـ(?=\d)/gu, ' '),
  ],
};
