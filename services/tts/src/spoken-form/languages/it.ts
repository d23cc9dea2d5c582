import { toCardinal, toOrdinal } from 'n2words/it-IT';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'.split(' ');

function cardinal(value: bigint, gender?: Gender): string {
  if (value === 1n && gender !== undefined) return gender === 'feminine' ? 'una' : 'un';
  return toCardinal(value).replaceAll('mila e ', 'mila');
}

function ordinal(value: bigint, gender?: Gender): string {
  const words = toOrdinal(value);
  return gender === 'feminine' ? words.replace(/o$/, 'a') : words;
}

export const italian: SpokenLanguage = {
  locale: 'it',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'other'],
  counted: [
    ['(?:volta|persona|ora|settimana|casa|pagina|donna|notte|tazza|bottiglia)', 'feminine'],
    [
      String.raw`(?!(?:più|meno|uguale|diviso|e|o|di|a|al|per|in|è|su|con|contro|che|ogni)(?!\p{L}))\p{Ll}+`,
      'masculine',
    ],
  ],
  decimalSeparator: ',',
  point: 'virgola',
  decimalsAsNumber: 2,
  cardinal,
  ordinal,
  yearCues: [],
  units: {
    '%': 'per cento',
    '°C': 'grado Celsius|gradi Celsius',
    '°F': 'grado Fahrenheit|gradi Fahrenheit',
    '°': 'grado|gradi',
    'km/h': 'chilometro orario|chilometri orari',
    'm/s': 'metro al secondo|metri al secondo',
    'km²': 'chilometro quadrato|chilometri quadrati',
    'm²': 'metro quadrato|metri quadrati',
    'm³': 'metro cubo|metri cubi',
    km: 'chilometro|chilometri',
    cm: 'centimetro|centimetri',
    mm: 'millimetro|millimetri',
    m: 'metro|metri',
    kg: 'chilogrammo|chilogrammi',
    mg: 'milligrammo|milligrammi',
    g: 'grammo|grammi',
    t: 'f:tonnellata|tonnellate',
    ml: 'millilitro|millilitri',
    l: 'litro|litri',
    h: 'f:ora|ore',
    min: 'minuto|minuti',
    s: 'secondo|secondi',
    ms: 'millisecondo|millisecondi',
    kWh: 'chilowattora',
    kW: 'chilowatt',
    MW: 'megawatt',
    W: 'watt',
    V: 'volt',
    GHz: 'gigahertz',
    MHz: 'megahertz',
    kHz: 'chilohertz',
    Hz: 'hertz',
    TB: 'terabyte',
    GB: 'gigabyte',
    MB: 'megabyte',
    KB: 'kilobyte',
    'Mbit/s': 'megabit al secondo',
  },
  currencies: {
    EUR: ['euro', 'centesimo|centesimi'],
    USD: ['dollaro|dollari', 'centesimo|centesimi'],
    GBP: ['f:sterlina|sterline', 'penny|pence'],
    JPY: ['yen'],
    CNY: ['yuan'],
    INR: ['f:rupia|rupie'],
    KRW: ['won'],
    RUB: ['rublo|rubli', 'copeco|copechi'],
    PLN: ['zloty', 'grosz'],
    CZK: ['f:corona ceca|corone ceche'],
    HUF: ['fiorino|fiorini'],
    TRY: ['f:lira turca|lire turche'],
    CHF: ['franco svizzero|franchi svizzeri', 'centesimo|centesimi'],
  },
  currencySpellings: { euro: 'EUR', dollari: 'USD', dollaro: 'USD', sterline: 'GBP' },
  yenSign: 'JPY',
  minorJoiner: ' e ',
  namesMinor: true,
  scales: [
    ['milioni', 'milione|milioni'],
    ['milione', 'milione|milioni'],
    ['mln', 'milione|milioni'],
    ['miliardi', 'miliardo|miliardi'],
    ['miliardo', 'miliardo|miliardi'],
    ['mld', 'miliardo|miliardi'],
  ],
  scaleJoiner: ' di ',
  signs: {
    minus: 'meno',
    plus: 'più',
    equals: 'uguale',
    times: 'per',
    divided: 'diviso',
    lessThan: 'minore di',
    greaterThan: 'maggiore di',
    and: 'e',
    at: 'chiocciola',
    dot: 'punto',
    slash: 'barra',
    hyphen: 'trattino',
    underscore: 'trattino basso',
    numberSign: 'numero',
    section: 'paragrafo',
    about: 'circa',
    to: ' a ',
    ratio: 'a',
    per: 'al',
    over: 'su',
  },
  fractions: {
    '1/2': 'un mezzo',
    '1/3': 'un terzo',
    '2/3': 'due terzi',
    '1/4': 'un quarto',
    '3/4': 'tre quarti',
    '1/5': 'un quinto',
    '1/8': 'un ottavo',
    '1/10': 'un decimo',
  },
  fractionJoiner: ' e ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [name, name.slice(0, 3)]),
    say: ({ day, month, year }) => {
      const parts = [day === 1 ? 'primo' : toCardinal(day), monthNames[month - 1] ?? ''];
      if (year !== undefined) parts.push(cardinal(BigInt(year)));
      return parts.join(' ');
    },
  },
  time: {
    say: ({ hour, minute, second }) => {
      const parts = [hour === 1 ? 'una' : toCardinal(hour)];
      if (minute > 0) parts.push(`e ${minute < 10 ? 'zero ' : ''}${toCardinal(minute)}`);
      if (second !== undefined) parts.push(`e ${toCardinal(second)} secondi`);
      return parts.join(' ');
    },
  },
  ordinalEndings: [
    ['º', 'masculine'],
    ['ª', 'feminine'],
    ['°', 'masculine'],
  ],
  regnal: (value, gender) => ordinal(value, gender),
  romanAfter: [
    ['[Cc]apitolo|[Vv]olume|[Aa]tto', (value) => ordinal(value)],
    ['[Ss]ecolo', (value) => ordinal(value)],
    ['[Gg]uerra [Mm]ondiale', (value) => ordinal(value, 'feminine')],
  ],
  romanBefore: [
    ['secolo|Municipio|capitolo', (value) => ordinal(value)],
    ['guerra mondiale|Guerra Mondiale|Repubblica', (value) => ordinal(value, 'feminine')],
  ],
  abbreviations: {
    'Sig.ra': 'signora',
    'Sig.na': 'signorina',
    'Sig.': 'signor',
    'Sigg.': 'signori',
    'Dott.ssa': 'dottoressa',
    'Dott.': 'dottor',
    'Dr.': 'dottor',
    'Prof.ssa': 'professoressa',
    'Prof.': 'professor',
    'Ing.': 'ingegner',
    'Avv.': 'avvocato',
    'On.': 'onorevole',
    'S.p.A.': 'esse pi a.',
    'S.r.l.': 'esse erre elle.',
    mln: 'milioni',
    mld: 'miliardi',
    'P.zza': 'piazza',
    'V.le': 'viale',
    'ad es.': 'ad esempio',
    'p. es.': 'per esempio',
    'ecc.': 'eccetera.',
    'etc.': 'eccetera.',
    'tel.': 'telefono',
    'art.': 'articolo',
    'cap.': 'capitolo',
    'vol.': 'volume',
    'a. C.': 'avanti Cristo.',
    'd. C.': 'dopo Cristo.',
    'ca.': 'circa',
    'max.': 'massimo.',
    'min.': 'minimo.',
  },
  letters:
    'a bi ci di e effe gi acca i i-lunga cappa elle emme enne o pi cu erre esse ti u vu doppia-vu ics ipsilon zeta'.split(
      ' ',
    ),
  acronyms: {
    OK: 'okay',
    ONU: 'onu',
    IVA: 'iva',
    IMU: 'imu',
    USA: 'usa',
    RAI: 'rai',
    CONI: 'coni',
    ISTAT: 'istat',
  },
  shouted: 'IL LO LA GLI LE UN UNA NO SÌ SI IO TU È DI CHE PIÙ NON ORA'.split(' '),
  first: [
    (text) =>
      text
        .replaceAll(/(?<![\p{L}])sec\. (?=[IVX])/gu, 'secolo ')
        .replaceAll(/(?<=[IVX]) sec\.(?!\p{L})/gu, ' secolo'),
    (text) => text.replaceAll(/(?<![\p{L}])[nN](?:\.|°|º)\s?(?=\d)/gu, 'numero '),
    (text) => text.replaceAll(/(?<![\p{L}])(?:pag|pagg|pp?)\.\s?(?=\d)/gu, 'pagina '),
    (text) =>
      text
        .replaceAll(/(?<![\p{L}])S\.(?=\s\p{Lu}\p{Ll}+o(?!\p{L}))/gu, 'San')
        .replaceAll(/(?<![\p{L}])S\.(?=\s\p{Lu}\p{Ll}+a(?!\p{L}))/gu, 'Santa'),
    (text) =>
      text.replaceAll(/(?<=(?:ore|alle|dalle|le) )([01]?\d|2[0-3])\.([0-5]\d)(?!\d|[.,]\d)/g, '$1:$2'),
  ],
};
