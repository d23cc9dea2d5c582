import { describe, expect, it } from 'vitest';
import {
  concatSamples,
  durationMs,
  floatFromPcm16,
  levelDbfs,
  mixToMono,
  pcm16FromFloat,
  Pcm16Reader,
  silenceDbfs,
} from './pcm.js';
import { randomNumbers } from './testing/random-numbers.js';

describe('PCM16', () => {
  it('is little-endian, and 32768 is 1', () => {
    expect([...floatFromPcm16(new Uint8Array([0x00, 0x40, 0x00, 0x80, 0xff, 0x7f]))]).toEqual([
      0.5,
      -1,
      32767 / 32768,
    ]);
    expect([...pcm16FromFloat(new Float32Array([0.5, -1]))]).toEqual([0x00, 0x40, 0x00, 0x80]);
  });

  it('survives the way to floats and back, for every value', () => {
    const bytes = new Uint8Array(Int16Array.from({ length: 65536 }, (_, i) => i - 32768).buffer);
    expect(pcm16FromFloat(floatFromPcm16(bytes))).toEqual(bytes);
  });

  it('clips what is too loud and makes silence of NaN', () => {
    const bytes = pcm16FromFloat(new Float32Array([2, -2, NaN, Infinity]));
    expect([...new Int16Array(bytes.buffer)]).toEqual([32767, -32768, 0, 32767]);
  });

  it('can be read from a view that does not begin at an even address', () => {
    const bytes = new Uint8Array([9, 0x00, 0x40]).subarray(1);
    expect([...floatFromPcm16(bytes)]).toEqual([0.5]);
  });

  it('gives the same samples however a stream is cut', () => {
    const random = randomNumbers(7);
    const bytes = Uint8Array.from({ length: 10_001 }, () => random() * 256);
    for (let run = 0; run < 20; run++) {
      const reader = new Pcm16Reader();
      const blocks: Float32Array[] = [];
      for (let at = 0; at < bytes.length;) {
        const next = at + Math.floor(random() * 40);
        blocks.push(reader.read(bytes.subarray(at, next)));
        at = next;
      }
      expect(concatSamples(blocks)).toEqual(floatFromPcm16(bytes));
    }
  });
});

describe('mixing and measuring', () => {
  it('mixes channels to their mean and leaves its input alone', () => {
    const left = new Float32Array([1, 0.5]);
    const right = new Float32Array([0, -0.5]);
    expect([...mixToMono([left, right])]).toEqual([0.5, 0]);
    expect([...left]).toEqual([1, 0.5]);
    expect(mixToMono([left])).toBe(left);
    expect(mixToMono([])).toHaveLength(0);
  });

  it('measures a full-scale sine at -3 dBFS and silence at the floor', () => {
    const sine = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin((2 * Math.PI * 440 * i) / 16_000));
    expect(levelDbfs(sine)).toBeCloseTo(-3.01, 1);
    expect(levelDbfs(new Float32Array(100))).toBe(silenceDbfs);
    expect(levelDbfs(new Float32Array(0))).toBe(silenceDbfs);
    expect(durationMs({ samples: sine, sampleRate: 16_000 })).toBe(1000);
  });
});
