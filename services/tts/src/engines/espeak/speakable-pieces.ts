/** Longest piece for one synthesis, in characters: bounds memory and the time until a cancelled call ends. */
const maxPieceCharacters = 400;

/** Sentences, and where they are too long, runs of whole words. Whitespace between pieces is dropped. */
export function* speakablePieces(text: string, language: string): Generator<string> {
  const sentences = new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text);
  for (const { segment } of sentences) {
    let rest = segment.trim();
    while (rest.length > maxPieceCharacters) {
      const space = rest.lastIndexOf(' ', maxPieceCharacters);
      const cut = space > 0 ? space : maxPieceCharacters;
      yield rest.slice(0, cut);
      rest = rest.slice(cut).trim();
    }
    if (rest !== '') yield rest;
  }
}

/** espeak-ng would take angle brackets for markup and double brackets for phoneme codes. */
export function withoutMarkup(text: string): string {
  return text.replaceAll(/[<>]/g, ' ').replaceAll('[[', '[').replaceAll(']]', ']');
}
