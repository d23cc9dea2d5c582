import {
  cutIntoSegments,
  frameMs,
  timestampMs,
  type Window,
  type WindowCut,
  type WindowSegment,
} from './segments.js';

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
 * Cuts a row's tokens into segments. Rows are cut at pauses, so that words after the last pair of timestamps are a
 * segment too, where a recording's next window would hear them again; and each segment begins at its own timestamp.
 * `nextSeekFrames` is the row's end where nothing is left to hear.
 */
export function cutRow(tokens: readonly number[], row: RowWindow): WindowCut {
  const { window, rowFrames, timestampBegin, endOfText } = row;
  const startOf = (segment: WindowSegment): WindowSegment => {
    const startMs = window.seekFrames * frameMs + ((segment.tokens[0] ?? 0) - timestampBegin) * timestampMs;
    return (segment.tokens[0] ?? 0) >= timestampBegin ? { ...segment, startMs } : segment;
  };
  const cut = cutIntoSegments(tokens, window, timestampBegin);
  const segments = cut.segments.map(startOf);
  const taken = segments.reduce((sum, segment) => sum + segment.tokens.length, 0);
  const rest = tokens.slice(taken);
  const reachesEnd = window.seekFrames + window.lengthFrames >= rowFrames;
  if (reachesEnd && !row.isCutShort && rest.some((token) => token < endOfText)) {
    const last = { startMs: cut.nextSeekFrames * frameMs, endMs: rowFrames * frameMs, tokens: rest };
    return { ...cut, segments: [...segments, startOf(last)], nextSeekFrames: rowFrames };
  }
  const isDone = rowFrames - cut.nextSeekFrames < shortestRestFrames;
  return { ...cut, segments, nextSeekFrames: isDone ? rowFrames : cut.nextSeekFrames };
}
