/** Mel frames of 10 ms that one timestamp step of 20 ms stands for. */
const framesPerTimestamp = 2;
/** One timestamp step. */
export const timestampMs = 20;
/** One mel frame. */
export const frameMs = 10;

/** A word and when it is spoken, on the recording's clock. */
export interface TimedWord {
  /** With the space before it, where the language writes one. */
  word: string;
  tokens: readonly number[];
  startMs: number;
  endMs: number;
  /** Mean probability of its tokens, 0 to 1. */
  probability: number;
}

/** What one window's tokens say between two timestamps, on the recording's clock. */
export interface WindowSegment {
  startMs: number;
  endMs: number;
  /** Timestamps included. */
  tokens: readonly number[];
  words?: TimedWord[];
}

/** A window of a recording, in mel frames of 10 ms. */
export interface Window {
  seekFrames: number;
  /** At most a window's 3000; fewer at the end of a recording. */
  lengthFrames: number;
}

export interface WindowCut {
  segments: WindowSegment[];
  /** Where the next window begins. */
  nextSeekFrames: number;
  /** The text ends in a lone timestamp: nothing is said between it and the window's end. */
  endsInSilence: boolean;
}

/**
 * Cuts a window's tokens into segments where two timestamps follow one another, and says how far the window was
 * understood: up to the last such pair, or to its end (openai/whisper, transcribe.py).
 */
export function cutIntoSegments(
  tokens: readonly number[],
  window: Window,
  timestampBegin: number,
): WindowCut {
  const isTimestamp = (token: number | undefined) => token !== undefined && token >= timestampBegin;
  const steps = (token: number | undefined) => (token ?? timestampBegin) - timestampBegin;
  const windowStartMs = window.seekFrames * frameMs;
  const windowEndFrames = window.seekFrames + window.lengthFrames;
  const endsInSilence = !isTimestamp(tokens.at(-2)) && isTimestamp(tokens.at(-1)) && tokens.length >= 2;
  const cuts = tokens.flatMap((token, i) =>
    i > 0 && isTimestamp(tokens[i - 1]) && isTimestamp(token) ? i : [],
  );
  if (cuts.length === 0) {
    const last = tokens.findLast(isTimestamp);
    const lengthMs = steps(last) > 0 ? steps(last) * timestampMs : window.lengthFrames * frameMs;
    const whole = { startMs: windowStartMs, endMs: windowStartMs + lengthMs, tokens };
    return { segments: [whole], nextSeekFrames: windowEndFrames, endsInSilence };
  }
  if (endsInSilence) cuts.push(tokens.length);
  const segments = cuts.map((end, i) => {
    const part = tokens.slice(cuts[i - 1] ?? 0, end);
    return {
      startMs: windowStartMs + steps(part[0]) * timestampMs,
      endMs: windowStartMs + steps(part.at(-1)) * timestampMs,
      tokens: part,
    };
  });
  const understood = window.seekFrames + steps(tokens[(cuts.at(-1) ?? 0) - 1]) * framesPerTimestamp;
  return { segments, nextSeekFrames: endsInSilence ? windowEndFrames : understood, endsInSilence };
}

/** Where the last word of some segments ends, or the last segment where none has words. */
export function speechEndMs(segments: readonly WindowSegment[]): number | undefined {
  const lastWord = segments.findLast(({ words }) => words?.length)?.words?.at(-1);
  return lastWord?.endMs ?? segments.at(-1)?.endMs;
}
