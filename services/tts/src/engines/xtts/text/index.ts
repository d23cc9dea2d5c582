export { splitForSpeech } from './pieces/split-for-speech.js';
export { type LanguageTokenizer, XttsTokenizer } from './xtts-tokenizer.js';
