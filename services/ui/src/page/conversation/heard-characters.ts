import type { Reply } from './conversation-state.js';

/**
 * How many leading characters of a reply's text have been heard after `playedMs` of its audio. Inside a piece the
 * time is spread evenly over its characters, and words count once they have begun.
 */
export function heardCharacters(reply: Reply, playedMs: number): number {
  let position = 0;
  let heard = 0;
  for (const piece of reply.pieces) {
    if (playedMs <= piece.startMs) break;
    const found = reply.text.indexOf(piece.text, position);
    const start = found === -1 ? position : found;
    const share = Math.min(1, (playedMs - piece.startMs) / Math.max(1, piece.endMs - piece.startMs));
    heard = start + Math.round(share * piece.text.length);
    position = start + piece.text.length;
  }
  return endOfWord(reply.text, Math.min(heard, reply.text.length));
}

function endOfWord(text: string, index: number): number {
  if (index === 0 || /\s/.test(text[index - 1] ?? ' ')) return index;
  const rest = text.slice(index).search(/\s/);
  return rest === -1 ? text.length : index + rest;
}
