import type { Reply } from './conversation-state.js';

/** Unhurried speech: until the service tells when a piece sounds, this is how fast its words light up. */
const charactersPerSecond = 14;

/**
 * How many leading characters of a reply's text have been heard after `playedMs` of its audio. Inside a piece the
 * time is spread evenly over its characters, and words count once they have begun. The service tells a piece's times
 * when it has sent all of it; what sounds before that is estimated.
 */
export function heardCharacters(reply: Reply, playedMs: number): number {
  let end = 0;
  let endMs = 0;
  for (const piece of reply.pieces) {
    const found = reply.text.indexOf(piece.text, end);
    const start = found === -1 ? end : found;
    if (playedMs < piece.endMs) {
      const share = Math.max(0, playedMs - piece.startMs) / Math.max(1, piece.endMs - piece.startMs);
      return endOfWord(reply.text, start + Math.round(share * piece.text.length));
    }
    end = start + piece.text.length;
    endMs = piece.endMs;
  }
  const estimated = Math.round(((playedMs - endMs) / 1000) * charactersPerSecond);
  return endOfWord(reply.text, Math.min(reply.text.length, end + Math.max(0, estimated)));
}

function endOfWord(text: string, index: number): number {
  if (index === 0 || /\s/.test(text[index - 1] ?? ' ')) return index;
  const rest = text.slice(index).search(/\s/);
  return rest === -1 ? text.length : index + rest;
}
