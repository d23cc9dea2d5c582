import { UnrecognisedGraph } from '@parley/inference/graph-surgery';
import type { GptFile } from '../model/xtts-bundle.js';
import type { GptGenerator } from './gpt-generator.js';
import type { EmbeddingTables } from './mel-embeddings.js';
import type { XttsDimensions } from './xtts-dimensions.js';

/** How far the latent of a derived graph may lie from the export's, as a share of its size: 8 bits are cut otherwise. */
const tolerance: Readonly<Record<GptFile['dtype'], number>> = { fp32: 1e-3, int8: 0.5 };
const textPositions = 8;

/**
 * Makes sure that a derived GPT computes what the export computes, of a prompt of embeddings.
 * @param open each opens one of both, one after the other, for both at once may not fit into memory
 * @throws UnrecognisedGraph where it does not
 */
export async function compareGenerators(
  open: { derived: () => Promise<GptGenerator>; exported: () => Promise<GptGenerator> },
  dtype: GptFile['dtype'],
  { conditioningPositions, width }: XttsDimensions,
  tables: EmbeddingTables,
): Promise<void> {
  const prompt = tables.tokens.slice(0, (conditioningPositions + textPositions) * width);
  const derived = await firstLatent(await open.derived(), prompt);
  const exported = await firstLatent(await open.exported(), prompt);
  const distance = size(derived.map((value, index) => value - (exported[index] ?? 0))) / size(exported);
  if (!(distance < tolerance[dtype])) {
    throw new UnrecognisedGraph(
      `what is derived from it computes something else (by ${distance.toPrecision(2)})`,
    );
  }
}

async function firstLatent(generator: GptGenerator, prompt: Float32Array): Promise<Float32Array> {
  try {
    const sampling = { temperature: 1, topK: 1, topP: 1, repetitionPenalty: 1 };
    const sequence = { prompt, sampling, uniform: () => 0, maxTokens: 1, tokens: [] };
    const [stretch] = await generator.generate([sequence], 1);
    return stretch?.latents ?? new Float32Array();
  } finally {
    await generator.release();
  }
}

const size = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
