import type { SampleStretch } from './speech-finder.js';

/** A stretch of speech with its sound: mono, 16 kHz. */
export interface SpokenStretch extends SampleStretch {
  samples: Float32Array;
}

/** What the engine hears in one call: stretches one after the other, without the silence between them. */
export interface SpeechRow {
  stretches: readonly SampleStretch[];
  audio: Float32Array;
}

/**
 * Packs neighbouring stretches into rows of at most `maxSamples`, as faster-whisper's batched mode does: an engine
 * that works on windows of a fixed length is given full ones. A stretch that is longer is a row of its own.
 */
export class RowPacker {
  private stretches: SpokenStretch[] = [];
  private samples = 0;

  constructor(private readonly maxSamples: number) {}

  /** The row that is complete because this stretch is not a part of it any more. */
  push(stretch: SpokenStretch): SpeechRow | undefined {
    const length = stretch.end - stretch.start;
    const row = this.samples + length > this.maxSamples ? this.flush() : undefined;
    this.stretches.push(stretch);
    this.samples += length;
    return row;
  }

  /** The row begun, if there is one. */
  flush(): SpeechRow | undefined {
    if (this.stretches.length === 0) return undefined;
    const audio = new Float32Array(this.samples);
    const stretches: SampleStretch[] = [];
    let at = 0;
    for (const { start, end, samples } of this.stretches) {
      audio.set(samples, at);
      at += end - start;
      const last = stretches.at(-1);
      if (last?.end === start) last.end = end;
      else stretches.push({ start, end });
    }
    this.stretches = [];
    this.samples = 0;
    return { stretches, audio };
  }
}
