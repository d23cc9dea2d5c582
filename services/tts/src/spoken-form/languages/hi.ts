import { toCardinal, toOrdinal } from 'n2words/hi-IN';
import type { ClockTime, SpokenLanguage } from '../spoken-language.js';

const monthNames = 'जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर'.split(' ');
const monthSpellings: Readonly<Record<string, readonly string[]>> = {
  फ़रवरी: ['फरवरी'],
  सितंबर: ['सितम्बर'],
  अक्टूबर: ['अक्तूबर'],
  नवंबर: ['नवम्बर'],
  दिसंबर: ['दिसम्बर'],
};

/** Years before 2000 are counted in hundreds: "उन्नीस सौ चौरासी". */
function year(value: bigint): string {
  if (value < 1100n || value > 1999n) return toCardinal(value);
  const rest = value % 100n;
  return `${toCardinal(value / 100n)} सौ${rest === 0n ? '' : ` ${toCardinal(rest)}`}`;
}

/** Quarters have names of their own: "सवा आठ", "साढ़े आठ", "पौने नौ". */
function quarterHours(hour: number, minute: number): string | undefined {
  if (minute === 15) return `सवा ${toCardinal(hour)}`;
  if (minute === 45) return `पौने ${toCardinal(hour + 1)}`;
  if (minute !== 30) return undefined;
  return hour === 1 ? 'डेढ़' : hour === 2 ? 'ढाई' : `साढ़े ${toCardinal(hour)}`;
}

function sayTime({ hour, minute, half }: ClockTime): string {
  const part = half === undefined ? '' : half === 'am' ? 'सुबह ' : 'शाम ';
  const quarter = hour <= 12 ? quarterHours(hour, minute) : undefined;
  if (quarter !== undefined) return `${part}${quarter} बजे`;
  if (minute === 0) return `${part}${toCardinal(hour)} बजे`;
  return `${part}${toCardinal(hour)} बजकर ${toCardinal(minute)} मिनट`;
}

export const hindi: SpokenLanguage = {
  locale: 'hi',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'other'],
  decimalSeparator: '.',
  point: 'दशमलव',
  decimalsAsNumber: 0,
  cardinal: (value) => toCardinal(value),
  ordinal: (value, gender) => {
    const words = value === 6n ? 'छठा' : toOrdinal(value);
    // The oblique form has no gender of its own here.
    if (gender === 'neuter') return words.replace(/वाँ$/, 'वें').replace(/ा$/, 'े');
    return gender === 'feminine' ? words.replace(/ा$/, 'ी').replace(/वाँ$/, 'वीं') : words;
  },
  year,
  yearCues: ['सन्', 'सन', 'वर्ष', 'साल', 'में', 'से', 'तक', ...monthNames],
  units: {
    '%': 'प्रतिशत',
    '°C': 'डिग्री सेल्सियस',
    '°F': 'डिग्री फ़ारेनहाइट',
    '°': 'डिग्री',
    'km/h': 'किलोमीटर प्रति घंटा',
    'm/s': 'मीटर प्रति सेकंड',
    'km²': 'वर्ग किलोमीटर',
    'm²': 'वर्ग मीटर',
    'm³': 'घन मीटर',
    km: 'किलोमीटर',
    cm: 'सेंटीमीटर',
    mm: 'मिलीमीटर',
    m: 'मीटर',
    kg: 'किलोग्राम',
    mg: 'मिलीग्राम',
    g: 'ग्राम',
    t: 'टन',
    ml: 'मिलीलीटर',
    l: 'लीटर',
    h: 'घंटा|घंटे',
    min: 'मिनट',
    s: 'सेकंड',
    ms: 'मिलीसेकंड',
    kWh: 'किलोवाट घंटा|किलोवाट घंटे',
    kW: 'किलोवाट',
    MW: 'मेगावाट',
    W: 'वाट',
    V: 'वोल्ट',
    GHz: 'गीगाहर्ट्ज़',
    MHz: 'मेगाहर्ट्ज़',
    kHz: 'किलोहर्ट्ज़',
    Hz: 'हर्ट्ज़',
    TB: 'टेराबाइट',
    GB: 'गीगाबाइट',
    MB: 'मेगाबाइट',
    KB: 'किलोबाइट',
    'Mbit/s': 'मेगाबिट प्रति सेकंड',
  },
  unitSpellings: {
    किमी: 'km',
    'कि.मी.': 'km',
    'किमी/घंटा': 'km/h',
    किग्रा: 'kg',
    'कि.ग्रा.': 'kg',
    सेमी: 'cm',
    मी: 'm',
  },
  currencies: {
    EUR: ['यूरो', 'सेंट'],
    USD: ['डॉलर', 'सेंट'],
    GBP: ['पाउंड', 'पेंस'],
    JPY: ['येन'],
    CNY: ['युआन'],
    INR: ['रुपया|रुपये', 'पैसा|पैसे'],
    KRW: ['वॉन'],
    RUB: ['रूबल', 'कोपेक'],
    PLN: ['ज़्लॉटी'],
    CZK: ['चेक कोरुना'],
    HUF: ['फ़ोरिंट'],
    TRY: ['तुर्की लीरा'],
    CHF: ['स्विस फ़्रैंक'],
  },
  currencySpellings: { 'रु.': 'INR', 'Rs.': 'INR', Rs: 'INR' },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: true,
  scales: [
    ['हज़ार', 'हज़ार'],
    ['हजार', 'हज़ार'],
    ['लाख', 'लाख'],
    ['करोड़', 'करोड़'],
    ['अरब', 'अरब'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'माइनस',
    plus: 'प्लस',
    equals: 'बराबर',
    times: 'गुणा',
    divided: 'भाग',
    lessThan: 'से कम',
    greaterThan: 'से ज़्यादा',
    and: 'और',
    at: 'ऐट',
    dot: 'डॉट',
    slash: 'स्लैश',
    hyphen: 'डैश',
    underscore: 'अंडरस्कोर',
    numberSign: 'नंबर',
    section: 'धारा',
    about: 'लगभग',
    to: ' से ',
    ratio: 'के मुक़ाबले',
    per: 'प्रति',
    over: 'बटा',
  },
  fractions: {
    '1/2': 'आधा',
    '1/3': 'एक तिहाई',
    '2/3': 'दो तिहाई',
    '1/4': 'एक चौथाई',
    '3/4': 'तीन चौथाई',
    '1/5': 'एक बटा पाँच',
    '1/8': 'एक बटा आठ',
    '1/10': 'एक बटा दस',
  },
  fractionJoiner: ' और ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [name, ...(monthSpellings[name] ?? [])]),
    say: ({ day, month, year: value }) => {
      const dayAndMonth = `${toCardinal(day)} ${monthNames[month - 1] ?? ''}`;
      return value === undefined ? dayAndMonth : `${dayAndMonth} ${year(BigInt(value))}`;
    },
  },
  time: { tail: String.raw`\sबजे(?!\p{L})`, say: sayTime },
  ordinalEndings: [
    ['वाँ', 'masculine'],
    ['वां', 'masculine'],
    ['वीं', 'feminine'],
    ['वें', 'neuter'],
    ['ला', 'masculine'],
    ['ली', 'feminine'],
    ['रा', 'masculine'],
    ['री', 'feminine'],
    ['था', 'masculine'],
    ['थी', 'feminine'],
    ['ठा', 'masculine'],
    ['ठी', 'feminine'],
  ],
  abbreviations: {
    'डॉ.': 'डॉक्टर',
    'श्री.': 'श्री',
    'प्रो.': 'प्रोफ़ेसर',
    'कु.': 'कुमारी',
    'पं.': 'पंडित',
    'नं.': 'नंबर',
    'सं.': 'संख्या',
    'पृ.': 'पृष्ठ',
    'ई.': 'ईस्वी',
    'ई.पू.': 'ईसा पूर्व',
    'रु.': 'रुपये',
    'मो.': 'मोबाइल',
    'उदा.': 'उदाहरण',
  },
  letters: 'ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड'.split(' '),
  acronyms: { NASA: 'नासा', NATO: 'नाटो', OK: 'ओके', UNESCO: 'यूनेस्को' },
};
