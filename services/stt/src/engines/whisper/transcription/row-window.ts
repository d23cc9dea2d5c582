import { cutIntoSegments, frameMs, timestampMs, type Window, type WindowCut } from './segments.js';

/** Less audio than this after the last word is not worth another pass. */
const shortestRestFrames = 100;

export interface RowWindow {
  /** Frames of the whole row. */
  rowFrames: number;
  window: Window;
  /** Whether decoding stopped at its limit, in the middle of the text. */
  isCutShort: boolean;
  timestampBegin: number;
  endOfText: number;
}

/**
 * Cuts a row's tokens into segments. Speech is cut at pauses, so that words after the last pair of timestamps are a
 * segment too, where a recording's next window would hear them again. `nextSeekFrames` is the row's end where nothing
 * is left to hear.
 */
export function cutRow(tokens: readonly number[], row: RowWindow): WindowCut {
  const { window, rowFrames, timestampBegin, endOfText } = row;
  const cut = cutIntoSegments(tokens, window, timestampBegin);
  const taken = cut.segments.reduce((sum, segment) => sum + segment.tokens.length, 0);
  const rest = tokens.slice(taken);
  const reachesEnd = window.seekFrames + window.lengthFrames >= rowFrames;
  if (reachesEnd && !row.isCutShort && rest.some((token) => token < endOfText)) {
    const firstMs = ((rest[0] ?? 0) - timestampBegin) * timestampMs;
    const startMs = firstMs >= 0 ? window.seekFrames * frameMs + firstMs : cut.nextSeekFrames * frameMs;
    const last = { startMs, endMs: rowFrames * frameMs, tokens: rest };
    return { ...cut, segments: [...cut.segments, last], nextSeekFrames: rowFrames };
  }
  const isDone = rowFrames - cut.nextSeekFrames < shortestRestFrames;
  return isDone ? { ...cut, nextSeekFrames: rowFrames } : cut;
}
