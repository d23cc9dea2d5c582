import type { SpeechLanguage } from '@parley/contracts';

/** Letters and marks with the languages, of the house's, that write them. The fewer do, the more a letter tells. */
const tellingLetters: readonly (readonly [letters: string, languages: readonly SpeechLanguage[]])[] = [
  ['¿¡ñ', ['es']],
  ['ß', ['de']],
  ['łńśźżąęć', ['pl']],
  ['őű', ['hu']],
  ['ğış', ['tr']],
  ['řěůščžťďňý', ['cs']],
  ['ãõ', ['pt']],
  ['œûî', ['fr']],
  ['òì', ['it']],
  ['ä', ['de']],
  ['öü', ['de', 'tr', 'hu']],
  ['ç', ['fr', 'pt', 'tr']],
  ['èù', ['fr', 'it']],
  ['à', ['fr', 'it', 'pt']],
  ['êâô', ['fr', 'pt']],
  ['ëï', ['fr', 'nl']],
  ['áíú', ['es', 'pt', 'cs', 'hu']],
  ['ó', ['es', 'pt', 'pl', 'hu']],
  ['é', ['fr', 'es', 'it', 'pt', 'nl', 'cs', 'hu']],
];

/** Greetings, answers and function words that say by themselves what language it is; names and English words are none. */
const tellingWords: readonly (readonly [language: SpeechLanguage, words: string])[] = [
  [
    'en',
    'the and is are you i my your hello hi good morning night thank thanks love yes no not what how why where of it to ' +
      'please this that we have go see welcome goodbye sorry',
  ],
  [
    'de',
    'hallo guten gute guter abend nacht morgen danke bitte ja nein und ist der das nicht ich wir sie mit wie geht tschüss ' +
      'tschüß moin heute ein eine auf für liebe dich dir mir schön schöne auch aber kein jetzt wiedersehen bis bin bist du',
  ],
  [
    'fr',
    'bonjour bonsoir bonne salut merci oui est vous je suis ça très pas et avec où nuit revoir aime une pourquoi ' +
      'beaucoup voici voilà moi toi les le ai quoi plaît',
  ],
  [
    'es',
    'hola buenos buenas días noches gracias adiós qué cómo estás sí muy usted señor señora mañana hasta luego quiero ' +
      'el está es yo pero dónde quién estoy perdón vamos hoy',
  ],
  [
    'it',
    'ciao buongiorno buonasera buonanotte buona buono grazie prego sì è notte sera che sono stai bene perché questo gli ' +
      'della dove arrivederci scusa molto oggi il ti amo',
  ],
  [
    'pt',
    'olá oi bom boa dia noite obrigado obrigada não sim você muito tudo bem uma eu até tchau desculpa está onde amanhã ' +
      'hoje meu minha',
  ],
  [
    'pl',
    'dzień dobry cześć dziękuję proszę tak nie jest jak się dobranoc dobra wieczór kocham cię witaj witam dobrze gdzie ' +
      'przepraszam jestem mam dzięki noc pani pan',
  ],
  [
    'nl',
    'hoi dag dank je goedemorgen goedemiddag goedenavond goedendag goede goed bedankt dankjewel hoe gaat het een ik niet nee ' +
      'alsjeblieft welkom ziens mooi jij jullie zijn waar welterusten jou nacht',
  ],
  [
    'cs',
    'ahoj dobrý dobré dobrou děkuji děkuju díky ano prosím jak jsem jste není ráno noc čau mám rád kde máš večer ' +
      'nashledanou shledanou ne',
  ],
  [
    'tr',
    'merhaba selam teşekkürler teşekkür evet hayır günaydın iyi geceler nasılsın nasılsınız çok güzel bir lütfen tamam hoş ' +
      'geldiniz seni seviyorum değil akşamlar günler nerede',
  ],
  [
    'hu',
    'szia sziasztok helló köszönöm köszi igen nem jó reggelt napot estét éjszakát kérem hogy vagy vagyok nagyon szép egy ' +
      'és szeretlek viszlát hol mi',
  ],
];

const languagesOfLetter = new Map<string, readonly SpeechLanguage[]>(
  tellingLetters.flatMap(([letters, languages]) =>
    Array.from(letters, (letter): [string, readonly SpeechLanguage[]] => [letter, languages]),
  ),
);
const wordsOfLanguage = tellingWords.map(([language, words]) => ({
  language,
  words: new Set(words.split(' ')),
}));

const wordsOf = (text: string) => text.match(/[\p{Script=Latin}\p{M}]+/gu) ?? [];
const plain = (text: string) => text.normalize('NFC').toLowerCase();

/** How many of a text's words are in the lists of any language. */
export function countTellingWords(text: string): number {
  return wordsOf(plain(text)).filter((word) => wordsOfLanguage.some(({ words }) => words.has(word))).length;
}

/**
 * The language of a few words in Latin letters, by letters that few languages have and by words that everybody knows;
 * undefined where none, or more than one, is likely.
 */
export function languageOfClues(text: string): SpeechLanguage | undefined {
  const points = new Map<SpeechLanguage, number>();
  const add = (language: SpeechLanguage, more: number) =>
    points.set(language, (points.get(language) ?? 0) + more);
  const lower = plain(text);
  for (const letter of new Set(lower)) {
    const languages = languagesOfLetter.get(letter) ?? [];
    // One that only one language has says as much as a word; where two or three do, the likeliest comes first.
    for (const [rank, each] of languages.entries())
      add(each, languages.length === 1 ? 2 : rank === 0 && languages.length < 4 ? 1.1 : 1);
  }
  for (const word of wordsOf(lower)) {
    for (const { language, words } of wordsOfLanguage) if (words.has(word)) add(language, 2);
  }
  const [best, second] = [...points].toSorted((a, b) => b[1] - a[1]);
  return best && best[1] > (second?.[1] ?? 0) ? best[0] : undefined;
}
