import { parseLogLine } from './console.mjs';

const longestWords = 300;

/** What a program said last that explains its end: its last complaint, or else its last line. */
export class LastWords {
  #last = '';
  #complaint = '';

  /** @param {string} line */
  hear(line) {
    if (line.trim() === '') return;
    const entry = parseLogLine(line);
    const [error = ''] = String(entry?.fields['error'] ?? '').split('\n');
    const words = entry ? [entry.message, error].filter(Boolean).join(': ') : line.trim();
    this.#last = words;
    if (entry ? entry.level === 'error' : /^\w*Error\b/.test(words)) this.#complaint = words;
  }

  /** Begins anew: another run of the program. */
  forget() {
    this.#last = '';
    this.#complaint = '';
  }

  get text() {
    return (this.#complaint || this.#last).slice(0, longestWords);
  }
}
