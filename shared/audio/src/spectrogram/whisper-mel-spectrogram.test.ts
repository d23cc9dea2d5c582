import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.js';
import { WhisperMelSpectrogram } from './whisper-mel-spectrogram.js';

const silence = { windowFrames: 3_000, padding: 'silence' } as const;
const zero = { windowFrames: 3_000, padding: 'zero' } as const;

function noise(length: number): Float32Array {
  const next = randomNumbers(length);
  return Float32Array.from({ length }, () => next() - 0.5);
}

describe('WhisperMelSpectrogram', () => {
  it.each([0, 1, 159, 160, 400, 16_000])('counts the full frames of %i samples', (length) => {
    const spectrogram = new WhisperMelSpectrogram(noise(length), 80);
    expect(spectrogram.frames).toBe(Math.floor(length / 160));
    const window = spectrogram.window(0, 3_000, silence);
    expect(window).toHaveLength(80 * 3_000);
    expect(window.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('is -1.5 everywhere in digital silence', () => {
    const window = new WhisperMelSpectrogram(new Float32Array(16_000), 80).window(0, 3_000, silence);
    expect(new Set(window)).toEqual(new Set([-1.5]));
  });

  it('spans two units of four powers of ten at most', () => {
    const window = new WhisperMelSpectrogram(noise(16_000), 128).window(0, 3_000, silence);
    const most = window.reduce((a, b) => Math.max(a, b));
    const least = window.reduce((a, b) => Math.min(a, b));
    expect(most - least).toBeCloseTo(2, 6);
  });

  it('cuts windows from anywhere, each with the loudest value of the whole', () => {
    const loudLater = noise(480_000).map((sample, i) => (i < 160_000 ? sample * 1e-6 : sample));
    const spectrogram = new WhisperMelSpectrogram(loudLater, 80);
    const whole = spectrogram.window(0, 3_000, silence);
    const cut = spectrogram.window(700, 500, { windowFrames: 600, padding: 'zero' });
    for (let bin = 0; bin < 80; bin++) {
      const row = cut.subarray(bin * 600, (bin + 1) * 600);
      expect(row.subarray(0, 500)).toEqual(whole.subarray(bin * 3_000 + 700, bin * 3_000 + 1_200));
      expect(row.subarray(500).every((value) => value === 0)).toBe(true);
    }
  });

  it('pads with zeros right after the last full frame, or with the silence that follows', () => {
    const spectrogram = new WhisperMelSpectrogram(noise(16_000), 80);
    expect(spectrogram.window(0, 3_000, zero)[100]).toBe(0);
    const padded = spectrogram.window(0, 3_000, silence);
    expect(padded[100]).toBeGreaterThan(padded[102] ?? Number.NaN);
    expect(padded[102]).toBe(padded[2_999]);
  });

  it('writes where it is told', () => {
    const spectrogram = new WhisperMelSpectrogram(noise(16_000), 80);
    const batch = new Float32Array(2 * 80 * 3_000);
    const row = spectrogram.window(0, 100, zero, batch.subarray(80 * 3_000));
    expect(row.buffer).toBe(batch.buffer);
    const expected = spectrogram.window(0, 100, zero);
    expect(row.every((value, i) => value === expected[i])).toBe(true);
  });

  it('is the same in pieces, and leaves other work its turn', async () => {
    const samples = noise(16_000 * 120);
    let turns = 0;
    let isDone = false;
    const takeTurns = () => {
      turns += 1;
      if (!isDone) setImmediate(takeTurns);
    };
    setImmediate(takeTurns);
    const spectrogram = await WhisperMelSpectrogram.inPieces(samples, 80, new AbortController().signal);
    isDone = true;
    expect(turns).toBeGreaterThan(1);
    const expected = new WhisperMelSpectrogram(samples, 80).window(0, 3_000, zero);
    expect(spectrogram.window(0, 3_000, zero).every((value, i) => value === expected[i])).toBe(true);
  });

  it('ends when nobody waits for it', async () => {
    const abort = new AbortController();
    const work = WhisperMelSpectrogram.inPieces(noise(16_000 * 20), 80, abort.signal);
    abort.abort();
    await expect(work).rejects.toThrow(/abort/);
  });
});
