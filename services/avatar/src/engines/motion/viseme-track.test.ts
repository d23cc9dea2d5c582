import { visemes } from '@parley/contracts';
import type { VisemeEvent } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import { VisemeTrack } from './viseme-track.js';

const frameMs = 40;

function trackOf(events: VisemeEvent[]): VisemeTrack {
  const track = new VisemeTrack();
  track.push(events);
  return track;
}

describe('the mouth over a viseme timeline', () => {
  it('shuts for one whole frame on every p between open vowels, however short it is and wherever it falls', () => {
    for (const durationMs of [10, 25, 40, 80, 140]) {
      for (let startMs = 200; startMs < 240; startMs += 1) {
        const track = trackOf([
          { viseme: 'aa', timeMs: 0, durationMs: startMs },
          { viseme: 'PP', timeMs: startMs, durationMs },
          { viseme: 'aa', timeMs: startMs + durationMs, durationMs: 300 },
        ]);
        const shut = Array.from({ length: 20 }, (_, n) => track.mouthAt(n * frameMs)).filter(
          (mouth) => mouth.lipPress === 1 && mouth.jawOpen === 0 && mouth.lipsPart === 0,
        );
        expect(shut.length, `p of ${durationMs} ms at ${startMs} ms`).toBeGreaterThan(0);
      }
    }
  });

  it('moves towards a sound before it is heard and is at rest again soon after it', () => {
    const track = trackOf([{ viseme: 'aa', timeMs: 500, durationMs: 200 }]);
    expect(track.mouthAt(420).jawOpen).toBe(0);
    expect(track.mouthAt(470).jawOpen).toBeGreaterThan(0.05);
    expect(track.mouthAt(600).jawOpen).toBeGreaterThan(0.5);
    expect(track.mouthAt(810).jawOpen).toBe(0);
  });

  it('lets the vowels around a k shape it, and not an f', () => {
    const between = (viseme: 'kk' | 'FF'): number =>
      trackOf([
        { viseme: 'ou', timeMs: 0, durationMs: 150 },
        { viseme, timeMs: 150, durationMs: 70 },
        { viseme: 'ou', timeMs: 220, durationMs: 150 },
      ]).mouthAt(185).mouthRound;
    expect(between('kk')).toBeGreaterThan(0.5);
    expect(between('FF')).toBeLessThan(between('kk') - 0.2);
  });

  it('never leaves the ranges and never jumps between frames', () => {
    const events = Array.from({ length: 60 }, (_, i) => ({
      viseme: visemes[(i * 7) % visemes.length] ?? 'sil',
      timeMs: i * 70,
      durationMs: 70,
    }));
    const track = trackOf(events);
    let last = track.mouthAt(0);
    for (let timeMs = 10; timeMs < 4300; timeMs += 10) {
      const mouth = track.mouthAt(timeMs);
      for (const [channel, value] of Object.entries(mouth)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        // Lips shut within 60 ms at the fastest: a third of the way in 10 ms.
        expect(Math.abs(value - last[channel as keyof typeof last])).toBeLessThan(0.34);
      }
      last = mouth;
    }
  });

  it('is bounded, and says what it dropped', () => {
    const many = Array.from({ length: 9000 }, (_, i): VisemeEvent => ({
      viseme: 'aa',
      timeMs: i,
      durationMs: 1,
    }));
    expect(new VisemeTrack().push(many)).toBe(9000 - 8192);
  });
});
