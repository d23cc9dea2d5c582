import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SileroModel } from './silero-model.js';
import { emptyMemory, windowSamples } from './voice-activity-protocol.js';
import { VoiceActivity } from './voice-activity.js';

const data = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const speechThreshold = 0.5;

/** The samples of a 16-bit mono WAV file with a plain header. */
function readSamples(name: string): Float32Array {
  const bytes = readFileSync(`${data}/audio/${name}`);
  const start = bytes.indexOf('data') + 8;
  const samples = new Float32Array((bytes.length - start) >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(start + 2 * i) / 32_768;
  return samples;
}

describe.skipIf(!existsSync(data))('voice activity on real recordings (skipped without shared/data)', () => {
  const voiceActivity = new VoiceActivity();
  beforeAll(() => voiceActivity.start());
  afterAll(() => voiceActivity.stop());

  // Counted once by a plain loop over onnxruntime. Zeros in place of the context give 155, 235, 57 and 1; windows
  // without any context give 0 for all of them.
  it.each([
    ['en_quilter_6s.wav', 155],
    ['en_jfk_11s.wav', 233],
    ['en_lj0002.wav', 58],
    ['no_speech_8s.wav', 0],
  ])('hears speech where it is: %s', async (name, speechWindows) => {
    const samples = readSamples(name);
    const scores = (await voiceActivity.score(samples)).subarray(
      0,
      Math.floor(samples.length / windowSamples),
    );
    expect(scores.filter((score) => score >= speechThreshold).length).toBe(speechWindows);
  });

  it('scores a stream in odd pieces as it scores the whole', async () => {
    const samples = readSamples('en_quilter_6s.wav');
    const whole = await voiceActivity.score(samples);
    const stream = voiceActivity.openStream();
    const pieces: number[] = [];
    for (let start = 0; start < samples.length; start += 777) {
      pieces.push(...(await stream.push(samples.subarray(start, start + 777))));
    }
    const complete = Math.floor(samples.length / windowSamples);
    expect(pieces).toEqual([...whole.subarray(0, complete)]);
  });

  it('scores as the original model file does', async () => {
    const samples = readSamples('en_jfk_11s.wav');
    const original = await SileroModel.load(`${data}/vad/silero_vad.onnx`);
    const expected = (await original.score(samples, emptyMemory(), new AbortController().signal)).scores;
    const scores = await voiceActivity.score(samples);
    const differences = [...expected].map((score, index) => Math.abs(score - (scores[index] ?? Infinity)));
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });

  it('ends a call that nobody waits for', async () => {
    const abort = new AbortController();
    const call = voiceActivity.score(new Float32Array(16_000 * 600), abort.signal);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });
});
