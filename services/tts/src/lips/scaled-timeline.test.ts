import { describe, expect, it } from 'vitest';
import { ScaledTimeline } from './scaled-timeline.js';

const phonemes = [
  { ipa: 'p', timeMs: 0 },
  { ipa: 'a', timeMs: 100 },
  { ipa: 's', timeMs: 200 },
];

describe('mouth shapes by the clock alone', () => {
  it('are stretched by what is expected, and the last chunk takes all that is left', () => {
    const timeline = new ScaledTimeline(phonemes, 300, 2);
    expect(timeline.stretch(0, 300, false)).toEqual([
      { viseme: 'PP', timeMs: 0, durationMs: 200 },
      { viseme: 'aa', timeMs: 200, durationMs: 100 },
    ]);
    expect(timeline.stretch(300, 450, true)).toEqual([
      { viseme: 'aa', timeMs: 300, durationMs: 50 },
      { viseme: 'SS', timeMs: 350, durationMs: 100 },
    ]);
  });

  it('are silent where the reference has nothing more to say, or there is none', () => {
    const rest = [{ viseme: 'sil', timeMs: 400, durationMs: 100 }];
    expect(new ScaledTimeline(phonemes, 300, 1).stretch(400, 500, false)).toEqual(rest);
    expect(new ScaledTimeline([], 0, 1).stretch(400, 500, true)).toEqual(rest);
    expect(new ScaledTimeline([], 0, 1).stretch(0, 0, true)).toEqual([]);
  });
});
