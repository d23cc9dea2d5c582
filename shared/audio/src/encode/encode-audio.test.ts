import { Input, BufferSource, FLAC, MP3, OGG } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../decode.js';
import { floatFromPcm16, levelDbfs, pcm16FromFloat } from '../pcm.js';
import { bestCorrelation } from '../testing/correlation.js';
import { encodeAudio, encodeWholeAudio } from './encode-audio.js';
import { type EncodedFormat, encodedFormats } from './encode-options.js';

const sampleRate = 24_000;
const never = new AbortController().signal;

/** A tone that glides and swells, so that no two stretches of it are alike. */
const spoken = pcm16FromFloat(
  Float32Array.from({ length: 2.345 * sampleRate }, (_, i) => {
    const seconds = i / sampleRate;
    return (
      0.4 * Math.sin(2 * Math.PI * (200 + 150 * seconds) * seconds) * (0.6 + 0.4 * Math.sin(9 * seconds))
    );
  }),
);
const original = floatFromPcm16(spoken);

/** Blocks of uneven length, as engines send them. */
async function* blocks(pcm16 = spoken): AsyncGenerator<Uint8Array> {
  const lengths = [2, 960, 4_800, 0, 24_002, 1_000_000];
  let at = 0;
  for (let i = 0; at < pcm16.length; i += 1) {
    const length = lengths[i % lengths.length] ?? 0;
    yield pcm16.subarray(at, at + length);
    at += length;
  }
}

const collect = async (parts: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return new Uint8Array(Buffer.concat(all));
};
const decode = (file: Uint8Array) => decodeAudio(file, { sampleRate, maxDurationMs: 60_000 }, never);

/**
 * What a decoder gives before and after the sound, at most, in samples: MP3 has 1105 of LAME's and a last frame of
 * 576 filled up, AAC has 1024 and frames of 1024, and our decoder leaves the last 20 ms of Opus uncut; FLAC has none.
 */
const paddingSamples: Record<EncodedFormat, number> = {
  mp3: 1105 + 2 * 576,
  opus: 480,
  flac: 0,
  aac: 3 * 1024,
};

describe.each(encodedFormats)('encoding to %s', (format) => {
  const options = { format, sampleRate, comment: 'made by a machine' };

  it.each([
    ['as a stream', () => collect(encodeAudio(blocks(), options, never))],
    ['as a whole', () => encodeWholeAudio(blocks(), options, never)],
  ])('keeps the sound %s: its length, its level, its shape', async (_how, encode) => {
    const decoded = await decode(await encode());
    expect(decoded.codec).toBe(format);
    expect(decoded.truncated).toBe(false);
    const extra = decoded.samples.length - original.length;
    expect(extra).toBeGreaterThanOrEqual(0);
    expect(extra).toBeLessThanOrEqual(paddingSamples[format]);
    expect(Math.abs(levelDbfs(decoded.samples) - levelDbfs(original))).toBeLessThan(1);
    expect(bestCorrelation(original, decoded.samples, 2_400)).toBeGreaterThan(0.99);
  });

  it('gives the first sound before the last is there', async () => {
    let given = 0;
    async function* slow(): AsyncGenerator<Uint8Array> {
      for await (const block of blocks(Buffer.concat(Array.from({ length: 20 }, () => spoken)))) {
        given += 1;
        yield block;
      }
    }
    const all: number[] = [];
    for await (const _part of encodeAudio(slow(), options, never)) all.push(given);
    expect(all[0]).toBeLessThan(given / 2);
  });

  it('ends its input when the reader leaves', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield spoken;
      } finally {
        ended = true;
      }
    }
    for await (const _part of encodeAudio(endless(), options, never)) break;
    expect(ended).toBe(true);
  });

  it('passes on why its input failed, or was stopped', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield spoken;
      throw new Error('the engine died');
    }
    await expect(collect(encodeAudio(failing(), options, never))).rejects.toThrow('the engine died');
    await expect(encodeWholeAudio(failing(), options, never)).rejects.toThrow('the engine died');
    const stop = AbortSignal.abort(new Error('nobody listens'));
    await expect(collect(encodeAudio(blocks(), options, stop))).rejects.toThrow('nobody listens');
  });
});

it('keeps every sample in FLAC', async () => {
  const { samples } = await decode(await encodeWholeAudio(blocks(), { format: 'flac', sampleRate }, never));
  expect(Buffer.from(pcm16FromFloat(samples)).equals(Buffer.from(spoken))).toBe(true);
});

it.each(['mp3', 'opus', 'flac'] as const)('writes the comment into the tags of %s', async (format) => {
  const comment = 'made by a machine';
  for (const file of [
    await encodeWholeAudio(blocks(), { format, sampleRate, comment }, never),
    await collect(encodeAudio(blocks(), { format, sampleRate, comment }, never)),
  ]) {
    const input = new Input({ source: new BufferSource(file), formats: [MP3, OGG, FLAC] });
    expect(await input.getMetadataTags()).toMatchObject({ comment });
  }
});

it('leaves the event loop to others while many are encoded', async () => {
  const minute = Buffer.concat(Array.from({ length: 25 }, () => spoken));
  const formats = Array.from({ length: 8 }, (_, i) => encodedFormats[i % encodedFormats.length] ?? 'mp3');
  let rounds = 0;
  let isCounting = true;
  const count = (): void => {
    rounds += 1;
    if (isCounting) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(
    formats.map((format) => collect(encodeAudio(blocks(minute), { format, sampleRate }, never))),
  );
  isCounting = false;
  // What is encoded in one piece gives the loop a round for each stream or so.
  expect(rounds).toBeGreaterThan(20 * formats.length);
});
