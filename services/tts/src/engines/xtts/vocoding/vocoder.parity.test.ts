import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { concatSamples } from '@parley/audio';
import { expect, onTestFinished, test } from 'vitest';
import { readBundle } from '../model/xtts-bundle.js';
import { openVocoder } from '../network/open-vocoder.js';
import {
  FixtureBundle,
  greatestDifference,
  referenceCases,
  type ValuesAt,
} from '../testing/fixture-bundle.js';
import { FrameStream } from './frame-stream.js';
import { type Vocoder, VocoderStream } from './vocoder.js';

interface VocoderCase {
  speaker: string;
  latents: ValuesAt;
  waveform: ValuesAt;
}

const { cases, values } = referenceCases<VocoderCase>('vocoder');

async function open(own: 'own' | 'derived') {
  const fixture = new FixtureBundle();
  onTestFinished(() => fixture.remove());
  const directory = fixture.directory();
  if (own === 'derived') rmSync(join(directory, 'hifigan_frames.onnx'), { force: true });
  const bundle = readBundle(directory);
  const notes: string[] = [];
  const vocoder = await openVocoder(bundle, {
    device: 'cpu',
    threads: 1,
    onNote: (note) => notes.push(note),
  });
  expect(notes).toEqual([]);
  const embedding = (speaker: string) => bundle.speakers.get(speaker)?.speakerEmbedding ?? new Float32Array();
  return { vocoder, embedding };
}

async function speak(
  vocoder: Vocoder,
  speaker: Float32Array,
  latents: Float32Array,
  sizes: number[],
  speed = 1,
) {
  const stream = new VocoderStream(vocoder, speaker, speed);
  const chunks: Float32Array[] = [];
  let at = 0;
  for (let chunk = 0; at < latents.length; chunk++) {
    const size = (sizes[Math.min(chunk, sizes.length - 1)] ?? 1) * vocoder.width;
    for await (const samples of stream.push(latents.subarray(at, at + size))) chunks.push(samples);
    at += size;
  }
  for await (const samples of stream.finish()) chunks.push(samples);
  return concatSamples(chunks);
}

test.each(['own', 'derived'] as const)(
  '%s frames graph: the waveform is the reference its waveform',
  async (own) => {
    const { vocoder, embedding } = await open(own);
    for (const { speaker, latents, waveform } of cases) {
      const samples = await speak(vocoder, embedding(speaker), values(latents), [8, 10, 20]);
      expect(greatestDifference(samples, values(waveform))).toBeLessThan(1e-4);
    }
    await vocoder.release();
  },
);

test.each([1, 0.7, 1.4])(
  'at speed %d, streamed audio is the whole, sample for sample',
  async (speed) => {
    const { vocoder, embedding } = await open('own');
    for (const { speaker, latents } of cases) {
      const whole = await speak(vocoder, embedding(speaker), values(latents), [1000], speed);
      for (const sizes of [[8, 10, 20], [1], [50]]) {
        expect(await speak(vocoder, embedding(speaker), values(latents), sizes, speed)).toEqual(whole);
      }
    }
    await vocoder.release();
  },
  60_000,
);

test('windows give what one window over everything gives, but for rounding', async () => {
  const { vocoder, embedding } = await open('own');
  for (const { speaker, latents } of cases) {
    const frames = new FrameStream(vocoder.width);
    const all = [...frames.push(values(latents)), ...frames.finish()];
    const once = await vocoder.vocode(
      { frames: Float32Array.from(all), first: 0, end: all.length / vocoder.width },
      embedding(speaker),
    );
    const inWindows = await speak(vocoder, embedding(speaker), values(latents), [1000]);
    expect(greatestDifference(inWindows, once)).toBeLessThan(4e-6);
  }
  await vocoder.release();
});
