import { frameMs, speechEndMs, type Window, type WindowCut, type WindowSegment } from '../segments.js';
import { isAnomalous } from './anomalies.js';

/** A segment this near to a window's edge may be a fragment of what is said beyond. */
const edgeMs = 2_000;
/** Least progress where what follows a hallucination is heard again. */
const leastProgressMs = 1_000;

export interface SilenceSkipOptions {
  /** Silence longer than this around text that looks made up is skipped. */
  thresholdMs: number;
  /** A full window's length, 3000 frames. */
  windowFrames: number;
  /** Frames of the whole recording. */
  contentFrames: number;
  /** Where speech ended before this window. */
  lastSpeechMs: number;
}

export type SilenceSkip = Pick<WindowCut, 'segments' | 'nextSeekFrames'> & {
  /** The window counts as never heard: it begins with silence and then something made up. */
  discarded: boolean;
};

const toFrames = (ms: number) => Math.round(ms / frameMs);
const hasWords = ({ words }: WindowSegment) => words !== undefined && words.length > 0;

/**
 * Drops text that looks made up and stands amid silence, and hears what follows the silence again
 * (`hallucination_silence_threshold` of openai/whisper, transcribe.py). Segments must have their words.
 */
export function skipSilenceAroundHallucinations(
  { segments, endsInSilence, nextSeekFrames }: WindowCut,
  window: Window,
  options: SilenceSkipOptions,
): SilenceSkip {
  const startMs = window.seekFrames * frameMs;
  const first = segments.find(hasWords);
  const gapMs = (first?.startMs ?? startMs) - startMs;
  if (isAnomalous(first) && gapMs > options.thresholdMs) {
    return { segments: [], nextSeekFrames: window.seekFrames + toFrames(gapMs), discarded: true };
  }
  const at = findHallucination(segments, window, options);
  const made = segments[at];
  if (made) {
    const atTheEnd = options.contentFrames * frameMs - made.endMs < options.thresholdMs;
    const againFrames = toFrames(Math.max(startMs + leastProgressMs, made.startMs));
    return {
      segments: segments.slice(0, at),
      nextSeekFrames: atTheEnd ? options.contentFrames : againFrames,
      discarded: false,
    };
  }
  const end = speechEndMs(segments);
  if (endsInSilence || end === undefined || end <= startMs)
    return { segments, nextSeekFrames, discarded: false };
  const silenceMs = startMs + options.windowFrames * frameMs - end;
  const windowEndFrames = window.seekFrames + window.lengthFrames;
  return {
    segments,
    nextSeekFrames: silenceMs > options.thresholdMs ? toFrames(end) : windowEndFrames,
    discarded: false,
  };
}

/** Index of the first anomalous segment with silence, or more of the kind, before and after it; -1 where none is. */
function findHallucination(
  segments: readonly WindowSegment[],
  { seekFrames, lengthFrames }: Window,
  { thresholdMs, windowFrames, lastSpeechMs }: SilenceSkipOptions,
): number {
  const startMs = seekFrames * frameMs;
  let lastEndMs = lastSpeechMs;
  return segments.findIndex((segment, index) => {
    if (!hasWords(segment)) return false;
    const beforeMs = segment.startMs - lastEndMs;
    lastEndMs = segment.endMs;
    if (!isAnomalous(segment)) return false;
    const next = segments.slice(index + 1).find(hasWords);
    const nextStartMs = next?.words?.[0]?.startMs ?? startMs + lengthFrames * frameMs;
    const silenceBefore =
      beforeMs > thresholdMs || segment.startMs < thresholdMs || segment.startMs - startMs < edgeMs;
    const silenceAfter =
      nextStartMs - segment.endMs > thresholdMs ||
      isAnomalous(next) ||
      startMs + windowFrames * frameMs - segment.endMs < edgeMs;
    return silenceBefore && silenceAfter;
  });
}
