import type { Level } from '@parley/contracts';
import type { FailureReason } from '../language-model-failure.js';

/** What the scripted replier can say, in one language. */
export interface Phrases {
  greeting: RegExp;
  farewell: RegExp;
  thanks: RegExp;
  time: RegExp;
  identity: RegExp;
  greet: Record<Level, string>;
  bye: string;
  welcome: string;
  tellTime: (time: string) => string;
  explain: Record<Level, string>;
  repeat: Record<Level, (heard: string) => string>;
  nothingHeard: string;
  /** Said where a language model gave no reply, or half of one. */
  modelFailures: Record<FailureReason, string>;
}

const english: Phrases = {
  greeting: /\b(hello|hi|hey|good (morning|afternoon|evening))\b/i,
  farewell: /\b(good ?bye|bye|see you)\b/i,
  thanks: /\b(thank you|thanks)\b/i,
  time: /\bwhat(('s| is) the)? time\b|\btime is it\b/i,
  identity: /\b(who|what) are you\b|\byour name\b|\bwhat can you do\b|\bhow do you work\b/i,
  greet: {
    beginner: 'Hello! Please speak. I listen.',
    intermediate: 'Hello! Say something, and I will repeat what I understood.',
    advanced: 'Hello there! Say anything you like, and I will tell you what I understood of it.',
  },
  bye: 'Goodbye! It was nice to hear you.',
  welcome: 'You are welcome.',
  tellTime: (time) => `It is ${time}.`,
  explain: {
    beginner: 'I am Parley. I hear you. I say your words again.',
    intermediate: 'I am Parley, a talking avatar without a language model. I only repeat what I understand.',
    advanced:
      'I am Parley, a self-hosted talking avatar. No language model is connected, so all I do is repeat what I understood. Set LLM base URL to give me one.',
  },
  repeat: {
    beginner: (heard) => `You said: ${heard}`,
    intermediate: (heard) => `I understood: ${heard}`,
    advanced: (heard) => `What I understood was: ${heard}`,
  },
  nothingHeard: 'I did not understand that. Please say it again.',
  modelFailures: {
    unreachable: 'I am sorry, I cannot reach my language model right now.',
    unauthorized: 'I am sorry, my language model does not accept the key that I was given.',
    'unknown-model': 'I am sorry, the language model that I was told to use does not exist there.',
    busy: 'I am sorry, my language model has too much to do. Please ask again in a moment.',
    late: 'I am sorry, my language model takes too long. Please ask again.',
    stalled: 'I am sorry, my language model fell silent. Please ask again.',
    empty: 'I am sorry, my language model had no answer. Please say it in other words.',
    failed: 'I am sorry, my language model does not answer right now.',
  },
};

const german: Phrases = {
  greeting: /(hallo|guten (morgen|tag|abend)|grüß|servus|moin)/i,
  farewell: /(tschüss|auf wiedersehen|bis bald)/i,
  thanks: /\b(danke|vielen dank)/i,
  time: /(wie ?viel uhr|wie spät|uhrzeit)/i,
  identity: /(wer bist du|was bist du|was kannst du|wie heißt du|wer sind sie)/i,
  greet: {
    beginner: 'Hallo! Bitte sprich. Ich höre zu.',
    intermediate: 'Hallo! Sag etwas, und ich wiederhole, was ich verstanden habe.',
    advanced: 'Schönen guten Tag! Sagen Sie, was Sie möchten; ich sage Ihnen, was ich davon verstanden habe.',
  },
  bye: 'Auf Wiedersehen! Es war schön, dich zu hören.',
  welcome: 'Gern geschehen.',
  tellTime: (time) => `Es ist ${time} Uhr.`,
  explain: {
    beginner: 'Ich bin Parley. Ich höre dich. Ich sage deine Worte noch einmal.',
    intermediate:
      'Ich bin Parley, ein sprechender Avatar ohne Sprachmodell. Ich wiederhole nur, was ich verstehe.',
    advanced:
      'Ich bin Parley, ein selbst betriebener sprechender Avatar. Es ist kein Sprachmodell verbunden, deshalb wiederhole ich nur, was ich verstanden habe.',
  },
  repeat: {
    beginner: (heard) => `Du hast gesagt: ${heard}`,
    intermediate: (heard) => `Ich habe verstanden: ${heard}`,
    advanced: (heard) => `Verstanden habe ich Folgendes: ${heard}`,
  },
  nothingHeard: 'Das habe ich nicht verstanden. Bitte sag es noch einmal.',
  modelFailures: {
    unreachable: 'Es tut mir leid, ich erreiche mein Sprachmodell gerade nicht.',
    unauthorized: 'Es tut mir leid, mein Sprachmodell nimmt den Schlüssel nicht an, den ich bekommen habe.',
    'unknown-model': 'Es tut mir leid, das Sprachmodell, das ich benutzen soll, gibt es dort nicht.',
    busy: 'Es tut mir leid, mein Sprachmodell hat zu viel zu tun. Bitte frag gleich noch einmal.',
    late: 'Es tut mir leid, mein Sprachmodell braucht zu lange. Bitte frag noch einmal.',
    stalled: 'Es tut mir leid, mein Sprachmodell ist verstummt. Bitte frag noch einmal.',
    empty: 'Es tut mir leid, mein Sprachmodell wusste keine Antwort. Bitte sag es mit anderen Worten.',
    failed: 'Es tut mir leid, mein Sprachmodell antwortet gerade nicht.',
  },
};

/** German where German is asked for, English otherwise: the replier has no other language. */
export function phrasesFor(language: string): Phrases {
  return language.toLowerCase().startsWith('de') ? german : english;
}
