import { describe, expect, it } from 'vitest';
import { decodeAudio } from './decode.js';
import { concatSamples } from './pcm.js';
import { encodeWav, wavHeader } from './wav.js';

const never = new AbortController().signal;
const ramp = Float32Array.from({ length: 16_000 }, (_, i) => Math.round(i - 8000) / 32768);

describe('WAV', () => {
  it('comes back sample for sample', async () => {
    const file = encodeWav({ samples: ramp, sampleRate: 16_000 });
    expect(file).toHaveLength(44 + 32_000);
    const decoded = await decodeAudio(file, { sampleRate: 16_000, maxDurationMs: 10_000 }, never);
    expect(decoded.samples).toEqual(ramp);
    expect(decoded).toMatchObject({
      container: 'wav',
      channels: 1,
      sourceSampleRate: 16_000,
      durationMs: 1000,
    });
    expect(decoded.truncated).toBe(false);
  });

  it('can be streamed: without a length in its header it is read to its end', async () => {
    const header = wavHeader(16_000);
    expect([...header.subarray(4, 8), ...header.subarray(40, 44)]).toEqual(Array(8).fill(0xff));
    const file = Buffer.concat([header, encodeWav({ samples: ramp, sampleRate: 16_000 }).subarray(44)]);
    const decoded = await decodeAudio(file, { sampleRate: 16_000, maxDurationMs: 10_000 }, never);
    expect(concatSamples([decoded.samples])).toEqual(ramp);
    expect(decoded.truncated).toBe(false);
  });
});
