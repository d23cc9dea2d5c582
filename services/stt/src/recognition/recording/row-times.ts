import type { TranscriptSegment, TranscriptWord } from '@parley/contracts';
import type { SampleStretch } from './speech-finder.js';

const samplesPerMs = 16;

/** Where a stretch lies in its row and in the recording, in milliseconds. */
interface PlacedStretch {
  rowStartMs: number;
  rowEndMs: number;
  startMs: number;
  endMs: number;
}

/** From times in a row of packed stretches to times in the recording. */
export class RowTimes {
  private readonly stretches: PlacedStretch[] = [];

  /** @param stretches of one row, in order; at least one. */
  constructor(stretches: readonly SampleStretch[]) {
    let at = 0;
    for (const { start, end } of stretches) {
      const lengthMs = (end - start) / samplesPerMs;
      this.stretches.push({
        rowStartMs: at,
        rowEndMs: at + lengthMs,
        startMs: start / samplesPerMs,
        endMs: end / samplesPerMs,
      });
      at += lengthMs;
    }
  }

  /**
   * The segments of a row on the recording's clock. A word lies where its middle does. A segment whose words lie on
   * both sides of a silence that was left out is taken apart there, unless its engine made sentences itself.
   */
  place(segments: readonly TranscriptSegment[]): TranscriptSegment[] {
    return segments.flatMap((segment) => {
      const parts = segment.decoding ? [segment] : this.splitAtSilences(segment);
      return parts.map((part) => this.placeSegment(part));
    });
  }

  private placeSegment(segment: TranscriptSegment): TranscriptSegment {
    const words = segment.words?.map((word) => this.placeWord(word));
    const startMs = this.toRecordingMs(segment.startMs, this.at(segment.startMs));
    const endMs = this.toRecordingMs(segment.endMs, this.before(segment.endMs));
    return { ...segment, startMs, endMs: Math.max(startMs, endMs), ...(words && { words }) };
  }

  private placeWord(word: TranscriptWord): TranscriptWord {
    const stretch = this.at((word.startMs + word.endMs) / 2);
    return {
      ...word,
      startMs: this.toRecordingMs(word.startMs, stretch),
      endMs: this.toRecordingMs(word.endMs, stretch),
    };
  }

  private splitAtSilences(segment: TranscriptSegment): TranscriptSegment[] {
    const { words = [], text } = segment;
    if (words.map(({ word }) => word).join(' ') !== text.trim()) return [segment];
    const groups = new Map<PlacedStretch | undefined, TranscriptWord[]>();
    for (const word of words) {
      const stretch = this.at((word.startMs + word.endMs) / 2);
      groups.set(stretch, [...(groups.get(stretch) ?? []), word]);
    }
    if (groups.size < 2) return [segment];
    return [...groups.values()].map((group) => ({
      text: group.map(({ word }) => word).join(' '),
      startMs: group[0]?.startMs ?? segment.startMs,
      endMs: group.at(-1)?.endMs ?? segment.endMs,
      words: group,
    }));
  }

  /** The stretch that a time lies in, the later one where two meet. */
  private at(rowMs: number): PlacedStretch | undefined {
    return this.stretches.find(({ rowEndMs }) => rowMs < rowEndMs) ?? this.stretches.at(-1);
  }

  /** The stretch that ends at a time, or holds it. */
  private before(rowMs: number): PlacedStretch | undefined {
    return this.stretches.find(({ rowEndMs }) => rowMs <= rowEndMs) ?? this.stretches.at(-1);
  }

  /** Engines round their times: none leaves its stretch. */
  private toRecordingMs(rowMs: number, stretch: PlacedStretch | undefined): number {
    if (!stretch) return Math.round(rowMs);
    const ms = stretch.startMs + rowMs - stretch.rowStartMs;
    return Math.round(Math.min(stretch.endMs, Math.max(stretch.startMs, ms)));
  }
}
