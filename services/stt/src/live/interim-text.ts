import { spliceTail } from './splice-tail.js';
import { isSameWord, joinWords, splitWords } from './words.js';

/**
 * One utterance's interim text, of which no more is ever taken back than was marked as open. Words become stable when
 * two hypotheses in a row agree on them and on all before them (LocalAgreement-2, arXiv 2307.14743); the last word never
 * does, for it may have been half said.
 */
export class InterimText {
  private stable: string[] = [];
  private shown: string[] = [];

  /** What was shown as stable. */
  get committed(): string {
    return joinWords(this.stable);
  }

  /**
   * The newest hypothesis; returns what to show.
   * @param isTail whether it is of the utterance's last seconds only
   */
  update(hypothesis: string, isTail = false): { text: string; stableChars: number } {
    const heard = splitWords(hypothesis);
    const words = isTail ? spliceTail(this.shown, heard) : heard;
    const next = [...this.stable, ...words.slice(this.stable.length)];
    let agreed = this.stable.length;
    while (agreed < next.length - 1 && isSameWord(next[agreed], this.shown[agreed])) agreed += 1;
    this.stable = next.slice(0, agreed);
    this.shown = next;
    return { text: joinWords(next), stableChars: this.committed.length };
  }
}
