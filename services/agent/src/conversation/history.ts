import type { ChatMessage } from '../engines/language-model.js';

/** A piece of a reply and when it sounds, in milliseconds on the reply's audio clock. */
export interface SpokenPiece {
  text: string;
  startMs: number;
  endMs: number;
}

/** The words of `pieces` that had sounded by `heardMs`; of a piece in mid-speech, words in proportion. */
export function heardText(pieces: readonly SpokenPiece[], heardMs: number): string {
  const heard: string[] = [];
  for (const { text, startMs, endMs } of pieces) {
    if (heardMs >= endMs) {
      heard.push(text);
      continue;
    }
    const share = (heardMs - startMs) / Math.max(1, endMs - startMs);
    const words = text.split(/\s+/);
    const count = Math.floor(words.length * Math.max(0, share));
    if (count > 0) heard.push(`${words.slice(0, count).join(' ')} …`);
    break;
  }
  return heard.join(' ');
}

/** Messages kept for one conversation; older ones are forgotten. */
const maxMessages = 200;

/** What was said and heard so far. */
export class History {
  private readonly entries: ChatMessage[] = [];

  get messages(): readonly ChatMessage[] {
    return this.entries;
  }

  add(message: ChatMessage): void {
    if (message.text === '') return;
    this.entries.push(message);
    if (this.entries.length > maxMessages) this.entries.shift();
  }
}
