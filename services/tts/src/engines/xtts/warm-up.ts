import { randomNumbers } from './generation/random-numbers.js';
import { toSampling } from './generation/sampling.js';
import { speakerEmbeddingSize } from './model/speakers.js';
import { VocoderStream } from './vocoding/vocoder.js';
import type { XttsModel } from './xtts-model.js';

/** Positions of a prompt as short texts have it, and tokens of two stretches. */
const promptPositions = 64;
const stretch = 8;

/** A real inference through the GPT and the vocoder, so that the first listener waits no longer than the others. */
export async function warmUp({ bundle, generator, vocoder }: XttsModel): Promise<void> {
  const { width } = bundle.dimensions;
  const random = randomNumbers(1);
  const sequence = {
    prompt: Float32Array.from({ length: promptPositions * width }, () => random() / 100),
    sampling: toSampling(),
    uniform: random,
    maxTokens: 2 * stretch,
    tokens: [],
  };
  const stream = new VocoderStream(vocoder, new Float32Array(speakerEmbeddingSize).fill(1 / 16));
  for (let turn = 0; turn < 2; turn++) {
    if (sequence.tokens.at(-1) === bundle.dimensions.stopToken) break;
    const [generated] = await generator.generate([sequence], stretch);
    for await (const _ of stream.push(generated?.latents ?? new Float32Array()));
  }
  for await (const _ of stream.finish());
}
