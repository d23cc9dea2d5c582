import { toCardinal, toOrdinal } from 'n2words/pt-PT';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' ');
const billion = 1_000_000_000n;

/** n2words speaks European Portuguese; the voices of our engines are Brazilian. */
function cardinal(value: bigint, gender?: Gender): string {
  if (value >= billion) {
    const head = `${cardinal(value / billion)} ${value / billion === 1n ? 'bilhão' : 'bilhões'}`;
    return value % billion === 0n ? head : `${head} e ${cardinal(value % billion, gender)}`;
  }
  const words = toCardinal(value)
    .replaceAll('dezasseis', 'dezesseis')
    .replaceAll('dezassete', 'dezessete')
    .replaceAll('dezanove', 'dezenove');
  if (gender !== 'feminine') return words;
  return words
    .replace(/(?<!\p{L})um$/u, 'uma')
    .replace(/(?<!\p{L})dois$/u, 'duas')
    .replaceAll(/(entos|zentos)(?=$| e (?!.*mil))/g, (ending) => ending.replace('os', 'as'));
}

function ordinal(value: bigint, gender?: Gender): string {
  const words = toOrdinal(value);
  return gender === 'feminine' ? words.replaceAll(/o(?= |$)/g, 'a') : words;
}

const centuries = (value: bigint) => (value <= 10n ? ordinal(value) : cardinal(value));

export const portuguese: SpokenLanguage = {
  locale: 'pt',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'other'],
  counted: [
    ['(?:dias|problemas|mapas|programas|sistemas|temas|poetas|idiomas|gramas|quilogramas)', 'masculine'],
    [String.raw`\p{Ll}+as`, 'feminine'],
    ['(?:vez|vezes|pessoa|hora|semana|casa|página|mulher|mulheres|noite|noites|nações|xícara)', 'feminine'],
  ],
  decimalSeparator: ',',
  point: 'vírgula',
  decimalsAsNumber: 2,
  cardinal,
  ordinal,
  yearCues: [],
  units: {
    '%': 'por cento',
    '°C': 'grau Celsius|graus Celsius',
    '°F': 'grau Fahrenheit|graus Fahrenheit',
    '°': 'grau|graus',
    'km/h': 'quilômetro por hora|quilômetros por hora',
    'm/s': 'metro por segundo|metros por segundo',
    'km²': 'quilômetro quadrado|quilômetros quadrados',
    'm²': 'metro quadrado|metros quadrados',
    'm³': 'metro cúbico|metros cúbicos',
    km: 'quilômetro|quilômetros',
    cm: 'centímetro|centímetros',
    mm: 'milímetro|milímetros',
    m: 'metro|metros',
    kg: 'quilograma|quilogramas',
    mg: 'miligrama|miligramas',
    g: 'grama|gramas',
    t: 'f:tonelada|toneladas',
    ml: 'mililitro|mililitros',
    l: 'litro|litros',
    h: 'f:hora|horas',
    min: 'minuto|minutos',
    s: 'segundo|segundos',
    ms: 'milissegundo|milissegundos',
    kWh: 'quilowatt-hora|quilowatts-hora',
    kW: 'quilowatt|quilowatts',
    MW: 'megawatt|megawatts',
    W: 'watt|watts',
    V: 'volt|volts',
    GHz: 'giga-hertz',
    MHz: 'mega-hertz',
    kHz: 'quilo-hertz',
    Hz: 'hertz',
    TB: 'terabyte|terabytes',
    GB: 'gigabyte|gigabytes',
    MB: 'megabyte|megabytes',
    KB: 'quilobyte|quilobytes',
    'Mbit/s': 'megabit por segundo|megabits por segundo',
  },
  currencies: {
    EUR: ['euro|euros', 'centavo|centavos'],
    USD: ['dólar|dólares', 'centavo|centavos'],
    GBP: ['f:libra|libras', 'centavo|centavos'],
    JPY: ['iene|ienes'],
    CNY: ['yuan|yuans'],
    INR: ['f:rupia|rupias'],
    KRW: ['won'],
    RUB: ['rublo|rublos', 'copeque|copeques'],
    PLN: ['zloty|zlotys'],
    CZK: ['f:coroa tcheca|coroas tchecas'],
    HUF: ['florim|florins'],
    TRY: ['f:lira turca|liras turcas'],
    CHF: ['franco suíço|francos suíços', 'cêntimo|cêntimos'],
  },
  currencySpellings: { euros: 'EUR', euro: 'EUR', dólares: 'USD', dólar: 'USD', libras: 'GBP' },
  yenSign: 'JPY',
  minorJoiner: ' e ',
  namesMinor: true,
  scales: [
    ['mil', 'mil'],
    ['milhões', 'milhão|milhões'],
    ['milhão', 'milhão|milhões'],
    ['mi', 'milhão|milhões'],
    ['bilhões', 'bilhão|bilhões'],
    ['bilhão', 'bilhão|bilhões'],
    ['bi', 'bilhão|bilhões'],
  ],
  scaleJoiner: ' de ',
  signs: {
    minus: 'menos',
    plus: 'mais',
    equals: 'igual a',
    times: 'vezes',
    divided: 'dividido por',
    lessThan: 'menor que',
    greaterThan: 'maior que',
    and: 'e',
    at: 'arroba',
    dot: 'ponto',
    slash: 'barra',
    hyphen: 'hífen',
    underscore: 'sublinhado',
    numberSign: 'número',
    section: 'parágrafo',
    about: 'cerca de',
    to: ' a ',
    ratio: 'a',
    per: 'por',
    over: 'sobre',
  },
  fractions: {
    '1/2': 'meio',
    '1/3': 'um terço',
    '2/3': 'dois terços',
    '1/4': 'um quarto',
    '3/4': 'três quartos',
    '1/5': 'um quinto',
    '1/8': 'um oitavo',
    '1/10': 'um décimo',
  },
  fractionJoiner: ' e ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [name, name.slice(0, 3)]),
    say: ({ day, month, year }) => {
      const parts = [day === 1 ? 'primeiro' : cardinal(BigInt(day)), 'de', monthNames[month - 1] ?? ''];
      if (year !== undefined) parts.push('de', cardinal(BigInt(year)));
      return parts.join(' ');
    },
  },
  time: {
    separators: [String.raw`\s?h\s?`],
    tail: String.raw`\s?(?:h|horas)(?!\p{L})|\s?min(?!\p{L})`,
    say: ({ hour, minute, half }) => {
      const parts = [cardinal(BigInt(hour), 'feminine')];
      if (minute > 0) parts.push(`e ${cardinal(BigInt(minute))}`);
      else if (half === undefined) parts.push(hour < 2 ? 'hora' : 'horas');
      if (half !== undefined)
        parts.push(half === 'am' ? 'da manhã' : hour >= 6 && hour < 12 ? 'da noite' : 'da tarde');
      return parts.join(' ');
    },
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
  regnal: (value, gender) => (value <= 10n ? ordinal(value, gender) : cardinal(value)),
  romanAfter: [
    ['[Ss]éculos?|[Cc]apítulo|[Vv]olume|[Aa]to|[Aa]rtigo', centuries],
    ['Guerra Mundial', (value) => ordinal(value, 'feminine')],
  ],
  romanBefore: [['Guerra Mundial|República', (value) => ordinal(value, 'feminine')]],
  abbreviations: {
    'Sr.': 'senhor',
    'Sra.': 'senhora',
    'Srta.': 'senhorita',
    'Dr.': 'doutor',
    'Dra.': 'doutora',
    'Prof.': 'professor',
    'Profa.': 'professora',
    'Sto.': 'Santo',
    'Sta.': 'Santa',
    'S.': 'São',
    'Av.': 'avenida',
    'p. ex.': 'por exemplo',
    'etc.': 'et cetera.',
    'tel.': 'telefone',
    'aprox.': 'aproximadamente',
    'art.': 'artigo',
    'cap.': 'capítulo',
    'a. C.': 'antes de Cristo.',
    'd. C.': 'depois de Cristo.',
    'máx.': 'máximo.',
    'mín.': 'mínimo.',
    'Ltda.': 'limitada.',
  },
  letters:
    'á bê cê dê é efe gê agá i jota cá ele eme ene ó pê quê erre esse tê u vê dáblio xis ípsilon zê'.split(
      ' ',
    ),
  acronyms: {
    OK: 'oquei',
    ONU: 'onu',
    OVNI: 'óvni',
    AIDS: 'aids',
    SUS: 'sus',
    PIB: 'pib',
    EUA: 'Estados Unidos',
  },
  shouted: 'O A OS AS UM UMA NÃO SIM EU TU É DE QUE MAIS JÁ SÓ'.split(' '),
  first: [
    (text) =>
      text.replaceAll(/(?<!\p{L})D\.(?= (?:Pedro|João|Manuel|Afonso|Sebastião|Henrique)(?!\p{L}))/gu, 'Dom'),
    (text) => text.replaceAll(/(?<![\p{L}])séc\. (?=[IVX])/gu, 'século '),
    (text) => text.replaceAll(/(?<![\p{L}])[nN](?:\.º|º|°)\s?(?=\d)/gu, 'número '),
    (text) => text.replaceAll(/(?<![\p{L}])(?:pág|págs|pp?)\.\s?(?=\d)/gu, 'página '),
    (text) =>
      text.replaceAll(
        /R\$\s?(\d{1,3}(?:\.\d{3})+(?!\d)|\d+)(?:,(\d\d)(?!\d))?(\s(?:mil|milhões|bilhões)(?!\p{L}))?/gu,
        (_match, whole: string, cents?: string, scale?: string) => reais(whole, cents, scale),
      ),
    (text) =>
      text.replaceAll(
        /(?<![\d:,.])([01]?\d|2[0-4])\s?h(?=[\s,.;!?)]|$)(?!\s?\d)/g,
        (_match, hour: string) =>
          `${cardinal(BigInt(hour), 'feminine')} ${Number(hour) < 2 ? 'hora' : 'horas'}`,
      ),
    (text) =>
      text.replaceAll(/(?<![\p{L}\d])1\/2 (?=(?:hora|colher|xícara|dúzia|garrafa)(?!\p{L}))/gu, 'meia '),
  ],
};

/** The Brazilian real has a sign of two characters that begins like the dollar's. */
function reais(whole: string, cents: string | undefined, scale: string | undefined): string {
  const value = BigInt(whole.replaceAll('.', ''));
  if (scale !== undefined) return `${cardinal(value)}${scale}${scale.trim() === 'mil' ? '' : ' de'} reais`;
  const major = value === 0n ? '' : `${cardinal(value)} ${value === 1n ? 'real' : 'reais'}`;
  const minorValue = Number(cents ?? 0);
  if (minorValue === 0) return major === '' ? 'zero reais' : major;
  const minor = `${cardinal(BigInt(minorValue))} ${minorValue === 1 ? 'centavo' : 'centavos'}`;
  return major === '' ? minor : `${major} e ${minor}`;
}
