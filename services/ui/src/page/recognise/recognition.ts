import type { TranscriptSegment } from '@parley/contracts';
import type { Sound } from '../audio/sound.js';

/** What was recognised so far, of a file or of live speech. */
export interface Recognition {
  segments: TranscriptSegment[];
  /** Words that may still change, of live speech. */
  interim: { text: string; stableChars: number } | null;
  /** Short facts beside the text: language, engine, time taken. */
  facts: string[];
  /** Null where the browser cannot show it. */
  sound: Sound | null;
  durationMs: number;
}

export interface TimedText {
  text: string;
  startMs: number;
  endMs: number;
  confidence: number | undefined;
}

/** Words with their times; a segment without words counts as one. */
export function timedTexts(segments: TranscriptSegment[]): TimedText[] {
  return segments.flatMap((segment) => {
    const words = segment.words ?? [];
    if (words.length === 0) {
      return [{ text: segment.text, startMs: segment.startMs, endMs: segment.endMs, confidence: undefined }];
    }
    return words.map(({ word, startMs, endMs, confidence }) => ({ text: word, startMs, endMs, confidence }));
  });
}
