import { describe, expect, it } from 'vitest';
import { visemeTimeline } from './viseme-timeline.js';

describe('the viseme timeline', () => {
  it('has no gaps, merges equals and shares diphthongs', () => {
    const timeline = visemeTimeline(
      [
        { ipa: 'h', timeMs: 20 },
        { ipa: 'aɪ', timeMs: 60 },
        { ipa: 'p', timeMs: 160 },
        { ipa: 'b', timeMs: 200 },
        { ipa: '', timeMs: 240 },
      ],
      300,
    );
    expect(timeline).toEqual([
      { viseme: 'sil', timeMs: 0, durationMs: 20 },
      { viseme: 'kk', timeMs: 20, durationMs: 40 },
      { viseme: 'aa', timeMs: 60, durationMs: 50 },
      { viseme: 'ih', timeMs: 110, durationMs: 50 },
      { viseme: 'PP', timeMs: 160, durationMs: 80 },
      { viseme: 'sil', timeMs: 240, durationMs: 60 },
    ]);
  });
});
