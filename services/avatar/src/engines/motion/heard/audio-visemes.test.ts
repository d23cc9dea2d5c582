import { existsSync, readFileSync } from 'node:fs';
import { floatFromPcm16 } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import { AudioVisemes, audioVisemes } from './audio-visemes.js';
import { heardSampleRate } from './speech-frames.js';

const recordings = new URL('../../../../../../../shared/data/audio/', import.meta.url);
const recording = (name: string): Float32Array =>
  floatFromPcm16(readFileSync(new URL(name, recordings)).subarray(44));

/** A buzz at 120 Hz whose harmonics swell around two formants. */
function vowel(firstHz: number, secondHz: number, seconds: number): Float32Array {
  const near = (hertz: number, formant: number): number => 1 / (1 + ((hertz - formant) / 90) ** 2);
  return Float32Array.from({ length: seconds * heardSampleRate }, (_, n) => {
    let sum = 0;
    for (let hertz = 120; hertz < 4000; hertz += 120) {
      const gain = near(hertz, firstHz) + 0.4 * near(hertz, secondHz) + 0.02;
      sum += gain * Math.sin((2 * Math.PI * hertz * n) / heardSampleRate + hertz);
    }
    return 0.05 * sum;
  });
}

const silence = (seconds: number): Float32Array => new Float32Array(seconds * heardSampleRate);

describe('mouth shapes from sound alone', () => {
  it('opens on a vowel between two silences, when it is heard', () => {
    const open = vowel(750, 1250, 0.4);
    const samples = new Float32Array([...silence(0.5), ...open, ...silence(0.5)]);
    const events = audioVisemes(samples);
    expect(events[0]).toMatchObject({ viseme: 'sil', timeMs: 0 });
    expect(events.at(-1)?.viseme).toBe('sil');
    const spoken = events.filter(({ viseme }) => viseme !== 'sil');
    expect(Math.abs((spoken[0]?.timeMs ?? 0) - 500)).toBeLessThan(60);
    expect(spoken.some(({ viseme }) => ['aa', 'oh', 'E'].includes(viseme))).toBe(true);
  });

  it('has no gap and tells the same however the sound is cut', () => {
    const samples = new Float32Array([
      ...silence(0.2),
      ...vowel(300, 2200, 0.3),
      ...vowel(700, 1200, 0.3),
      ...silence(0.3),
    ]);
    const whole = audioVisemes(samples);
    for (const size of [160, 333, 4000]) {
      const heard = new AudioVisemes();
      const told = [];
      for (let at = 0; at < samples.length; at += size)
        told.push(...heard.push(samples.subarray(at, at + size)));
      told.push(...heard.end());
      expect(told).toEqual(whole);
    }
    for (const [i, event] of whole.entries()) {
      const before = whole[i - 1];
      expect(event.timeMs).toBeCloseTo(before ? before.timeMs + before.durationMs : 0, 6);
    }
    expect((whole.at(-1)?.timeMs ?? 0) + (whole.at(-1)?.durationMs ?? 0)).toBeGreaterThan(1070);
  });

  it('tells what it heard 0.3 s later at most', () => {
    const heard = new AudioVisemes();
    const samples = new Float32Array([...silence(0.4), ...vowel(750, 1250, 0.6)]);
    let toldMs = 0;
    for (let at = 0; at < samples.length; at += 160) {
      for (const event of heard.push(samples.subarray(at, at + 160)))
        toldMs = event.timeMs + event.durationMs;
      if (toldMs > 0) {
        expect(((at + 160) / heardSampleRate) * 1000 - toldMs).toBeLessThan(300);
        break;
      }
    }
    expect(toldMs).toBeGreaterThan(0);
  });

  it('rests where nothing is said', () => {
    expect(audioVisemes(silence(2)).map(({ viseme }) => viseme)).toEqual(['sil']);
    const hum = Float32Array.from(
      silence(2),
      (_, n) => 0.002 * Math.sin((2 * Math.PI * 50 * n) / heardSampleRate),
    );
    expect(audioVisemes(hum).map(({ viseme }) => viseme)).toEqual(['sil']);
    expect(audioVisemes(new Float32Array(100))).toEqual([]);
  });

  it.skipIf(!existsSync(recordings))('moves on recorded speech', () => {
    const restOf = (name: string): number => {
      const events = audioVisemes(recording(name));
      const last = events.at(-1);
      const rest = events
        .filter(({ viseme }) => viseme === 'sil')
        .reduce((sum, { durationMs }) => sum + durationMs, 0);
      return rest / ((last?.timeMs ?? 0) + (last?.durationMs ?? 1));
    };
    expect(restOf('en_quilter_6s.wav')).toBeLessThan(0.5);
    expect(restOf('en_lj0002.wav')).toBeLessThan(0.4);
  });
});
