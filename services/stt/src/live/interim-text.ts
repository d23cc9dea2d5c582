/** Words are compared without case and punctuation, which recognisers change their mind about. */
const bare = (word: string | undefined) => word?.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const splitWords = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/**
 * One utterance's interim text, of which no more is ever taken back than was marked as open. Words become stable when
 * two hypotheses in a row agree on them and on all before them (LocalAgreement-2); the last word never does, for it may
 * have been half said.
 */
export class InterimText {
  private stable: string[] = [];
  private shown: string[] = [];

  /** The newest hypothesis of the whole utterance; returns what to show. */
  update(hypothesis: string): { text: string; stableChars: number } {
    const next = [...this.stable, ...splitWords(hypothesis).slice(this.stable.length)];
    let agreed = this.stable.length;
    while (agreed < next.length - 1 && bare(next[agreed]) === bare(this.shown[agreed])) agreed += 1;
    this.stable = next.slice(0, agreed);
    this.shown = next;
    return { text: next.join(' '), stableChars: this.stable.join(' ').length };
  }
}
