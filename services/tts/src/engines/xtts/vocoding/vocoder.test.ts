import { Tensor } from '@parley/inference/sessions';
import { expect, test } from 'vitest';
import { Vocoder, VocoderStream } from './vocoder.js';

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'samples of %d are an error, and no silence',
  async (value) => {
    const generator = {
      run: async () => {
        const samples = new Float32Array(256 * 256);
        samples[5] = value;
        return { waveform: new Tensor(samples, [samples.length]) };
      },
      release: async () => undefined,
    };
    const stream = new VocoderStream(new Vocoder(generator, 1), new Float32Array(512));
    const samples = async () => {
      for await (const _ of stream.push(new Float32Array(64)));
      for await (const _ of stream.finish());
    };
    await expect(samples()).rejects.toMatchObject({ code: 'engine_failed' });
  },
);
