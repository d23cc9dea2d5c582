import type { TranscriptSegment } from '@parley/contracts';

/** A segment `byMs` later. */
export function shiftSegment(segment: TranscriptSegment, byMs: number): TranscriptSegment {
  const words = segment.words?.map((word) => ({
    ...word,
    startMs: Math.round(word.startMs + byMs),
    endMs: Math.round(word.endMs + byMs),
  }));
  return {
    ...segment,
    startMs: Math.round(segment.startMs + byMs),
    endMs: Math.round(segment.endMs + byMs),
    ...(words && { words }),
  };
}
