/** Pieces shorter than this wait for more, except the first: many short ones make speech choppy. */
const minCharacters = 60;
/** Where no sentence ends, a piece ends at the last comma or space before this length. */
const maxCharacters = 150;
/** The first piece may end at a comma from here on: the sooner it goes out, the sooner the voice begins. */
const firstMinCharacters = 12;

/** A sentence end with the character after it, which tells "3.5" and "Dr." in mid-word from an end. */
const sentenceEnd = /[.!?…]+["'”’)\]]*\s|[。！？।؟]/g;
const clauseEnd = /[,;:–]\s|[、，；：]/g;

/** What a person would not say: Markdown, code fences, links' addresses, emoji. */
export function toSpokenText(text: string): string {
  return text
    .replaceAll(/```[\s\S]*?(```|$)/g, ' ')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/https?:\/\/\S+/g, ' ')
    .replaceAll(/^\s*(#{1,6}|[-*+•]|\d+[.)])\s+/gm, '')
    .replaceAll(/[*_`~|#>]+/g, '')
    .replaceAll(/\p{Extended_Pictographic}(\p{Emoji_Modifier}|\uFE0F|\u200D)*/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function lastEnd(pattern: RegExp, text: string, limit: number): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const at = match.index + match[0].length;
    if (at <= limit) end = at;
  }
  return end;
}

function firstEnd(pattern: RegExp, text: string, from: number): number {
  for (const match of text.matchAll(pattern)) {
    const at = match.index + match[0].length;
    if (at >= from) return at;
  }
  return 0;
}

/** Where to cut the text so far, or 0 to wait for more. */
function cutAt(text: string, isFirst: boolean): number {
  const sentence = firstEnd(sentenceEnd, text, isFirst ? firstMinCharacters : minCharacters);
  if (sentence > 0 && sentence <= maxCharacters) return sentence;
  const clause = isFirst ? firstEnd(clauseEnd, text, firstMinCharacters * 2) : 0;
  if (clause > 0 && clause <= maxCharacters) return clause;
  if (text.length <= maxCharacters) return 0;
  return (
    lastEnd(sentenceEnd, text, maxCharacters) ||
    lastEnd(clauseEnd, text, maxCharacters) ||
    text.lastIndexOf(' ', maxCharacters) + 1 ||
    maxCharacters
  );
}

/** Cuts a stream of words into pieces for the voice: the first one early, later ones by the sentence. */
export async function* speakablePieces(words: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  let isFirst = true;
  for await (const word of words) {
    text += word;
    for (let cut = cutAt(text, isFirst); cut > 0; cut = cutAt(text, isFirst)) {
      const piece = toSpokenText(text.slice(0, cut));
      text = text.slice(cut);
      if (piece === '') continue;
      isFirst = false;
      yield piece;
    }
  }
  const rest = toSpokenText(text);
  if (/[\p{L}\p{N}]/u.test(rest)) yield rest;
}
