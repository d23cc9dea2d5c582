import { toCardinal, toOrdinal } from 'n2words/es-ES';
import type { ClockTime, Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');

/** n2words leaves "uno" before "mil" and "millones", and an accent off "dieciséis". */
function cardinal(value: bigint, gender?: Gender): string {
  const words = toCardinal(value, { gender: gender === 'feminine' ? 'feminine' : 'masculine' })
    .replaceAll('dieciseis', 'dieciséis')
    .replaceAll(/veintiun[oa](?= mil)/g, 'veintiún')
    .replaceAll(/(?<!\p{L})un[oa](?= mil)/gu, 'un');
  if (gender === undefined || gender === 'feminine') return words;
  return words.replace(/veintiuno$/, 'veintiún').replace(/(?<!\p{L})uno$/u, 'un');
}

function sayTime({ hour, minute, half }: ClockTime): string {
  const hourWords = cardinal(BigInt(hour), 'feminine');
  if (half === undefined) {
    if (minute > 0)
      return `${hourWords} ${minute < 10 ? 'cero ' : ''}${toCardinal(minute).replace('dieciseis', 'dieciséis')}`;
    return hour > 12 || hour === 0 ? `${hourWords} horas` : hourWords;
  }
  const quarters: Readonly<Record<number, string>> = { 0: '', 15: ' y cuarto', 30: ' y media' };
  const minutes = quarters[minute] ?? ` y ${cardinal(BigInt(minute))}`;
  const part = half === 'am' ? 'mañana' : hour === 12 ? 'tarde' : hour >= 8 ? 'noche' : 'tarde';
  return `${hourWords}${minutes} de la ${part}`;
}

export const spanish: SpokenLanguage = {
  locale: 'es',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'other'],
  counted: [
    ['(?:días|problemas|mapas|programas|sistemas|temas|poetas|idiomas)', 'masculine'],
    [String.raw`\p{Ll}+as`, 'feminine'],
    ['(?:vez|persona|hora|semana|casa|página|mujer|noche|mesa|copa)', 'feminine'],
    [
      String.raw`(?!(?:y|o|u|de|a|al|por|en|es|más|menos|igual|entre|con|contra|para|que|sobre|cada)(?!\p{L}))\p{Ll}+`,
      'masculine',
    ],
  ],
  decimalSeparator: ',',
  point: 'coma',
  decimalsAsNumber: 2,
  cardinal,
  ordinal: (value, gender) => toOrdinal(value, { gender: gender === 'feminine' ? 'feminine' : 'masculine' }),
  yearCues: [],
  units: {
    '%': 'por ciento',
    '°C': 'grado Celsius|grados Celsius',
    '°F': 'grado Fahrenheit|grados Fahrenheit',
    '°': 'grado|grados',
    'km/h': 'kilómetro por hora|kilómetros por hora',
    'm/s': 'metro por segundo|metros por segundo',
    'km²': 'kilómetro cuadrado|kilómetros cuadrados',
    'm²': 'metro cuadrado|metros cuadrados',
    'm³': 'metro cúbico|metros cúbicos',
    km: 'kilómetro|kilómetros',
    cm: 'centímetro|centímetros',
    mm: 'milímetro|milímetros',
    m: 'metro|metros',
    kg: 'kilogramo|kilogramos',
    mg: 'miligramo|miligramos',
    g: 'gramo|gramos',
    t: 'f:tonelada|toneladas',
    ml: 'mililitro|mililitros',
    l: 'litro|litros',
    h: 'f:hora|horas',
    min: 'minuto|minutos',
    s: 'segundo|segundos',
    ms: 'milisegundo|milisegundos',
    kWh: 'kilovatio hora|kilovatios hora',
    kW: 'kilovatio|kilovatios',
    MW: 'megavatio|megavatios',
    W: 'vatio|vatios',
    V: 'voltio|voltios',
    GHz: 'gigahercio|gigahercios',
    MHz: 'megahercio|megahercios',
    kHz: 'kilohercio|kilohercios',
    Hz: 'hercio|hercios',
    TB: 'terabyte|terabytes',
    GB: 'gigabyte|gigabytes',
    MB: 'megabyte|megabytes',
    KB: 'kilobyte|kilobytes',
    'Mbit/s': 'megabit por segundo|megabits por segundo',
  },
  currencies: {
    EUR: ['euro|euros', 'céntimo|céntimos'],
    USD: ['dólar|dólares', 'centavo|centavos'],
    GBP: ['f:libra|libras', 'penique|peniques'],
    JPY: ['yen|yenes'],
    CNY: ['yuan|yuanes'],
    INR: ['f:rupia|rupias'],
    KRW: ['won|wones'],
    RUB: ['rublo|rublos', 'kopek|kopeks'],
    PLN: ['esloti|eslotis', 'grosz|groszy'],
    CZK: ['f:corona checa|coronas checas'],
    HUF: ['forinto|forintos'],
    TRY: ['f:lira turca|liras turcas'],
    CHF: ['franco suizo|francos suizos', 'céntimo|céntimos'],
  },
  currencySpellings: { euros: 'EUR', euro: 'EUR', dólares: 'USD', dólar: 'USD', libras: 'GBP' },
  yenSign: 'JPY',
  minorJoiner: ' con ',
  namesMinor: true,
  scales: [
    ['mil', 'mil'],
    ['millones', 'millón|millones'],
    ['millón', 'millón|millones'],
    ['M', 'millón|millones'],
    ['mill.', 'millón|millones'],
  ],
  scaleJoiner: ' de ',
  signs: {
    minus: 'menos',
    plus: 'más',
    equals: 'igual a',
    times: 'por',
    divided: 'entre',
    lessThan: 'menor que',
    greaterThan: 'mayor que',
    and: 'y',
    at: 'arroba',
    dot: 'punto',
    slash: 'barra',
    hyphen: 'guion',
    underscore: 'guion bajo',
    numberSign: 'número',
    section: 'sección',
    about: 'unos',
    to: ' a ',
    ratio: 'a',
    per: 'por',
    over: 'sobre',
  },
  fractions: {
    '1/2': 'un medio',
    '1/3': 'un tercio',
    '2/3': 'dos tercios',
    '1/4': 'un cuarto',
    '3/4': 'tres cuartos',
    '1/5': 'un quinto',
    '1/8': 'un octavo',
    '1/10': 'un décimo',
  },
  fractionJoiner: ' y ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [
      name,
      ...(name === 'septiembre' ? ['setiembre', 'sept?'] : [name.slice(0, 3)]),
    ]),
    say: ({ day, month, year }) => {
      const parts = [day === 1 ? 'primero' : cardinal(BigInt(day)), 'de', monthNames[month - 1] ?? ''];
      if (year !== undefined) parts.push('de', cardinal(BigInt(year)));
      return parts.join(' ');
    },
  },
  time: {
    tail: String.raw`\s?horas(?!\p{L})|\s?hs?(?!\p{L})(?:\.(?=\s+\p{Ll}))?`,
    say: sayTime,
  },
  ordinalEndings: [
    ['.º', 'masculine'],
    ['.ª', 'feminine'],
    ['º', 'masculine'],
    ['ª', 'feminine'],
    ['°', 'masculine'],
    ['o', 'masculine'],
    ['a', 'feminine'],
  ],
  regnal: (value, gender) =>
    value <= 10n
      ? toOrdinal(value, { gender: gender === 'feminine' ? 'feminine' : 'masculine' })
      : cardinal(value),
  romanAfter: [
    ['[Ss]iglos?|[Cc]apítulo|[Tt]omo|[Vv]olumen|[Aa]cto|[Aa]rtículo|y el', (value) => cardinal(value)],
    ['Guerra Mundial', (value) => toOrdinal(value, { gender: 'feminine' })],
  ],
  romanBefore: [['Guerra Mundial|República', (value) => toOrdinal(value, { gender: 'feminine' })]],
  abbreviations: {
    'Sr.': 'señor',
    'Sra.': 'señora',
    'Srta.': 'señorita',
    'Sres.': 'señores',
    'Dr.': 'doctor',
    'Dra.': 'doctora',
    'Prof.': 'profesor',
    'Ud.': 'usted',
    'Uds.': 'ustedes',
    'Vd.': 'usted',
    'Sto.': 'Santo',
    'Sta.': 'Santa',
    'Avda.': 'avenida',
    'Av.': 'avenida',
    'C/': 'calle',
    'p. ej.': 'por ejemplo',
    'etc.': 'etcétera.',
    'aprox.': 'aproximadamente',
    'tel.': 'teléfono',
    'núm.': 'número',
    'art.': 'artículo',
    'cap.': 'capítulo',
    'a. C.': 'antes de Cristo.',
    'd. C.': 'después de Cristo.',
    'EE. UU.': 'Estados Unidos.',
    'EE.UU.': 'Estados Unidos.',
    'máx.': 'máximo.',
    'mín.': 'mínimo.',
  },
  letters:
    'a be ce de e efe ge hache i jota ka ele eme ene o pe cu erre ese te u uve uve-doble equis i-griega zeta'.split(
      ' ',
    ),
  acronyms: {
    OK: 'okey',
    ONU: 'onu',
    OVNI: 'ovni',
    SIDA: 'sida',
    IVA: 'iva',
    AVE: 'ave',
    EEUU: 'Estados Unidos',
  },
  shouted: 'EL LA LOS LAS UN UNA NO SI SÍ YO TU TÚ ES DE QUE MUY MÁS YA'.split(' '),
  first: [
    (text) => text.replaceAll(/(?<![\p{L}])s\. (?=[IVX])/gu, 'siglo '),
    (text) => text.replaceAll(/(?<![\p{L}])[nN](?:\.º|º|°|ro\.)\s?(?=\d)/gu, 'número '),
    (text) => text.replaceAll(/(?<![\p{L}])(?:pág|págs|pp?)\.\s?(?=\d)/gu, 'página '),
    (text) =>
      text
        .replaceAll(/(?<![\d.,])1\.?er(?!\p{L})/gu, 'primer')
        .replaceAll(/(?<![\d.,])3\.?er(?!\p{L})/gu, 'tercer'),
  ],
};
