import { toCardinal, toOrdinal } from 'n2words/fr-FR';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

function cardinal(value: bigint, gender?: Gender): string {
  const words = toCardinal(value);
  return gender === 'feminine' ? words.replace(/(?<![\p{L}])un$/u, 'une') : words;
}

function ordinal(value: bigint, gender?: Gender): string {
  return value === 1n && gender === 'feminine' ? 'première' : toOrdinal(value);
}

function hours(hour: number): string {
  return `${cardinal(BigInt(hour), 'feminine')} ${hour < 2 ? 'heure' : 'heures'}`;
}

export const french: SpokenLanguage = {
  locale: 'fr',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'other'],
  counted: [
    [
      '(?:heures?|minutes?|secondes?|fois|personnes?|semaines?|années?|pages?|femmes?|maisons?|voitures?|livres sterling|places?|voix)',
      'feminine',
    ],
  ],
  decimalSeparator: ',',
  point: 'virgule',
  decimalsAsNumber: 3,
  cardinal,
  ordinal,
  yearCues: [],
  units: {
    '%': 'pour cent',
    '°C': 'degré Celsius|degrés Celsius',
    '°F': 'degré Fahrenheit|degrés Fahrenheit',
    '°': 'degré|degrés',
    'km/h': 'kilomètre heure|kilomètres heure',
    'm/s': 'mètre par seconde|mètres par seconde',
    'km²': 'kilomètre carré|kilomètres carrés',
    'm²': 'mètre carré|mètres carrés',
    'm³': 'mètre cube|mètres cubes',
    km: 'kilomètre|kilomètres',
    cm: 'centimètre|centimètres',
    mm: 'millimètre|millimètres',
    m: 'mètre|mètres',
    kg: 'kilogramme|kilogrammes',
    mg: 'milligramme|milligrammes',
    g: 'gramme|grammes',
    t: 'f:tonne|tonnes',
    ml: 'millilitre|millilitres',
    l: 'litre|litres',
    h: 'f:heure|heures',
    min: 'f:minute|minutes',
    s: 'f:seconde|secondes',
    ms: 'f:milliseconde|millisecondes',
    kWh: 'kilowattheure|kilowattheures',
    kW: 'kilowatt|kilowatts',
    MW: 'mégawatt|mégawatts',
    W: 'watt|watts',
    V: 'volt|volts',
    GHz: 'gigahertz',
    MHz: 'mégahertz',
    kHz: 'kilohertz',
    Hz: 'hertz',
    TB: 'téraoctet|téraoctets',
    GB: 'gigaoctet|gigaoctets',
    MB: 'mégaoctet|mégaoctets',
    KB: 'kilooctet|kilooctets',
    'Mbit/s': 'mégabit par seconde|mégabits par seconde',
  },
  unitSpellings: { To: 'TB', Go: 'GB', Mo: 'MB', Ko: 'KB', ko: 'KB' },
  currencies: {
    EUR: ['euro|euros', 'centime|centimes'],
    USD: ['dollar|dollars', 'cent|cents'],
    GBP: ['f:livre|livres', 'penny|pence'],
    JPY: ['yen|yens'],
    CNY: ['yuan|yuans'],
    INR: ['f:roupie|roupies'],
    KRW: ['won|wons'],
    RUB: ['rouble|roubles', 'kopeck|kopecks'],
    PLN: ['zloty|zlotys', 'grosz'],
    CZK: ['f:couronne tchèque|couronnes tchèques'],
    HUF: ['forint|forints'],
    TRY: ['f:livre turque|livres turques'],
    CHF: ['franc suisse|francs suisses', 'centime|centimes'],
  },
  currencySpellings: { euros: 'EUR', euro: 'EUR' },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: false,
  scales: [
    ['millions', 'million|millions'],
    ['million', 'million|millions'],
    ['M', 'million|millions'],
    ['milliards', 'milliard|milliards'],
    ['milliard', 'milliard|milliards'],
    ['Md', 'milliard|milliards'],
    ['Mds', 'milliard|milliards'],
  ],
  scaleJoiner: ' de ',
  signs: {
    minus: 'moins',
    plus: 'plus',
    equals: 'égale',
    times: 'fois',
    divided: 'divisé par',
    lessThan: 'inférieur à',
    greaterThan: 'supérieur à',
    and: 'et',
    at: 'arobase',
    dot: 'point',
    slash: 'barre oblique',
    hyphen: 'tiret',
    underscore: 'tiret bas',
    numberSign: 'numéro',
    section: 'paragraphe',
    about: 'environ',
    to: ' à ',
    ratio: 'à',
    per: 'par',
    over: 'sur',
  },
  fractions: {
    '1/2': 'un demi',
    '1/3': 'un tiers',
    '2/3': 'deux tiers',
    '1/4': 'un quart',
    '3/4': 'trois quarts',
    '1/5': 'un cinquième',
    '1/8': 'un huitième',
    '1/10': 'un dixième',
  },
  fractionJoiner: ' et ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [
      name,
      ...(name.length > 5 ? [name.slice(0, name.startsWith('jui') ? 4 : 3)] : []),
    ]),
    say: ({ day, month, year }) => {
      const parts = [day === 1 ? 'premier' : toCardinal(day), monthNames[month - 1] ?? ''];
      if (year !== undefined) parts.push(toCardinal(year));
      return parts.join(' ');
    },
  },
  time: {
    separators: [String.raw`\s?h\s?`],
    say: ({ hour, minute, second }) => {
      const parts = [hours(hour)];
      if (minute > 0) parts.push(cardinal(BigInt(minute), 'feminine'));
      if (second !== undefined)
        parts.push(`et ${cardinal(BigInt(second), 'feminine')} ${second < 2 ? 'seconde' : 'secondes'}`);
      return parts.join(' ');
    },
  },
  ordinalEndings: [
    ['er', 'masculine'],
    ['re', 'feminine'],
    ['ère', 'feminine'],
    ['e', 'masculine'],
    ['ème', 'masculine'],
    ['ième', 'masculine'],
    ['nd', 'masculine'],
    ['nde', 'feminine'],
  ],
  regnal: (value, gender) => (value === 1n ? ordinal(value, gender) : toCardinal(value)),
  romanAfter: [
    ['chapitre|tome|acte|article|volume|Chapitre|Tome|Acte|Volume|phase', (value) => toCardinal(value)],
  ],
  romanBefore: [
    [
      'siècles?|République|arrondissement|dynastie',
      (value, word) => ordinal(value, /^(?:Rép|dyn)/.test(word) ? 'feminine' : 'masculine'),
    ],
  ],
  abbreviations: {
    'M.': 'Monsieur',
    Mme: 'Madame',
    'Mme.': 'Madame',
    'Mlle.': 'Mademoiselle',
    Mmes: 'Mesdames',
    'MM.': 'Messieurs',
    Mlle: 'Mademoiselle',
    Dr: 'Docteur',
    'Dr.': 'Docteur',
    Pr: 'Professeur',
    'St-': 'Saint-',
    'Ste-': 'Sainte-',
    'St.': 'Saint',
    'av.': 'avenue',
    'bd.': 'boulevard',
    'env.': 'environ',
    'p. ex.': 'par exemple',
    'c.-à-d.': "c'est-à-dire",
    'etc.': 'et cetera.',
    'av. J.-C.': 'avant Jésus-Christ.',
    'apr. J.-C.': 'après Jésus-Christ.',
    'tél.': 'téléphone',
    'art.': 'article',
    'vol.': 'volume',
    'max.': 'maximum.',
    'min.': 'minimum.',
  },
  letters:
    'a bé cé dé e effe gé ache i ji ka elle emme enne o pé cu erre esse té u vé double-vé ixe i-grec zède'.split(
      ' ',
    ),
  acronyms: { OK: 'okay', ONU: 'onu', SIDA: 'sida', SMIC: 'smic', PACS: 'pacs' },
  shouted: 'LE LA LES UN UNE DES ET OU NON OUI EST PAS JE TU IL ON NE QUE QUI'.split(' '),
  telephoneGroup: (digits) =>
    digits.length === 2 && !digits.startsWith('0')
      ? toCardinal(Number(digits))
      : Array.from(digits, (digit) => toCardinal(Number(digit))).join(' '),
  first: [
    (text) => text.replaceAll(/(?<=[IVX]e) s\.(?!\p{L})/gu, ' siècle'),
    (text) => text.replaceAll(/(?<![\p{L}])[nN][°º]\s?(?=\d)/gu, 'numéro '),
    (text) => text.replaceAll(/(?<![\p{L}])pp?\.\s?(?=\d)/gu, 'page '),
    (text) =>
      text.replaceAll(/(?<![\d:,.])([01]?\d|2[0-4])\s?h(?=[\s,.;!?)]|$)(?!\s?\d)/g, (_match, hour: string) =>
        hours(Number(hour)),
      ),
  ],
  beforeNumbers: [(text) => text.replaceAll(/(?<=milli(?:on|ard)s?) de (?=euro)/g, " d'")],
};
