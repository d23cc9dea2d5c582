import { describe, expect, it } from 'vitest';
import { startAtClosures } from './stop-closures.js';

const sampleRate = 16_000;

/** A tone with silence from 100 to 160 ms, as a stop has between two vowels. */
function vowelStopVowel(): Float32Array {
  return Float32Array.from({ length: sampleRate / 2 }, (_, i) => {
    const timeMs = (i / sampleRate) * 1_000;
    return timeMs >= 100 && timeMs < 160 ? 0 : Math.sin(i * 0.2) / 4;
  });
}

const times = (ipa: string, timeMs: number, before = 'a') =>
  startAtClosures(
    [
      { ipa: before, timeMs: 0 },
      { ipa, timeMs },
      { ipa: 'a', timeMs: 200 },
    ],
    vowelStopVowel(),
    sampleRate,
  ).map((event) => event.timeMs);

describe('stops begin with their closure', () => {
  it.each([
    ['p', 160],
    ['ˈpʰ', 165],
    ['t', 150],
  ])('%s whose event comes at %i ms', (ipa, timeMs) => {
    const [first, stop = 0, last] = times(ipa, timeMs);
    expect([first, last]).toEqual([0, 200]);
    expect(stop).toBeGreaterThanOrEqual(95);
    expect(stop).toBeLessThanOrEqual(110);
  });

  it('leaves alone what is no stop, and what has no closure', () => {
    expect(times('s', 160)).toEqual([0, 160, 200]);
    expect(times('b', 300).slice(0, 1)).toEqual([0]);
    const loud = Float32Array.from({ length: sampleRate / 2 }, (_, i) => Math.sin(i * 0.2) / 4);
    const phonemes = [
      { ipa: 'a', timeMs: 0 },
      { ipa: 'b', timeMs: 160 },
    ];
    expect(startAtClosures(phonemes, loud, sampleRate)).toEqual(phonemes);
  });

  it('closes lips before a stop that follows a pause, but not before the pause', () => {
    expect(times('p', 160, '')).toEqual([0, 100, 200]);
    expect(times('p', 40, '')).toEqual([0, 0, 200]);
  });
});
