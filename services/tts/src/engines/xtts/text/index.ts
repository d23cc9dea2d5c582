export { splitForSpeech } from './pieces/split-for-speech.js';
export { XttsTokenizer } from './xtts-tokenizer.js';
