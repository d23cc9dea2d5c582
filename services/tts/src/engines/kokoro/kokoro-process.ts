import { pcm16FromFloat } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { serveEngine } from '@parley/inference';
import type { GraphOptions } from '@parley/inference/sessions';
import { KokoroNetwork } from './kokoro-network.js';
import type { KokoroProtocol } from './kokoro-protocol.js';
import { readVocabulary } from './phonemes/vocabulary.js';
import { VoiceStyles } from './voices/voice-styles.js';

export type KokoroLoad = GraphOptions & { directory: string };

/** "Hello" in the symbols of every version. */
const warmUpPhonemes = 'həlˈoʊ wˈɜːld.';

serveEngine<KokoroLoad, KokoroProtocol>(async ({ directory, ...options }) => {
  const vocabulary = readVocabulary(directory);
  const styles = new VoiceStyles(directory);
  const network = await KokoroNetwork.open(directory, vocabulary, options);
  await network.run(warmUpPhonemes, styles.any(warmUpPhonemes.length), 1);
  return {
    describe: async () => network.facts,
    async speak({ phonemes, voice, speed }, { signal }) {
      // Lets cancellations in: a run blocks this process.
      await new Promise(setImmediate);
      signal.throwIfAborted();
      const { samples, frames } = await network.run(phonemes, styles.styleFor(voice, phonemes.length), speed);
      if (!samples.every(Number.isFinite)) {
        throw new ParleyError('engine_failed', 'Kokoro gave numbers that are no sound. Take other weights.');
      }
      return { pcm16: pcm16FromFloat(samples), ...(frames && { frames }) };
    },
  };
});
