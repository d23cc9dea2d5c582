import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KokoroNetwork } from './kokoro-network.js';
import { readVocabulary } from './phonemes/vocabulary.js';
import { VoiceStyles } from './voices/voice-styles.js';

const folder = fileURLToPath(new URL('../../../../../tests/fixtures/kokoro/network', import.meta.url));
const cases = z
  .array(
    z.object({
      phonemes: z.string(),
      speed: z.number(),
      frames: z.array(z.number()),
      samples: z.number(),
    }),
  )
  .parse(JSON.parse(readFileSync(`${folder}/cases.json`, 'utf8')));
const waveforms = readFileSync(`${folder}/waveforms.pcm`);

/** Of full scale; see the fixture's README. */
const tolerance = 0.015;

describe("Kokoro's network, against hexgrad's", () => {
  const styles = new VoiceStyles(folder);
  let network: KokoroNetwork;
  beforeAll(async () => {
    network = await KokoroNetwork.open(folder, readVocabulary(folder), { device: 'cpu', threads: 1 });
  });
  afterAll(() => network.release());

  it.each(cases.map((one, index) => ({ ...one, index })))(
    'says $phonemes at speed $speed',
    async ({ phonemes, speed, frames, samples, index }) => {
      const said = await network.run(phonemes, styles.styleFor('af_heart', phonemes.length), speed);
      expect(said.frames).toEqual(frames);
      expect(said.samples.length).toBe(samples);
      const start = cases.slice(0, index).reduce((sum, before) => sum + before.samples, 0);
      const worst = said.samples.reduce(
        (most, sample, at) =>
          Math.max(most, Math.abs(sample - waveforms.readInt16LE((start + at) * 2) / 32_767)),
        0,
      );
      expect(worst).toBeLessThan(tolerance);
    },
  );
});
