import { type OnnxSession, Tensor } from '@parley/inference/sessions';
import { drawToken } from '../generation/draw-token.js';
import type { GeneratedStretch, GptGenerator, GptSequence } from './gpt-generator.js';
import { type EmbeddingTables, lastTokenEmbeddings } from './mel-embeddings.js';
import { seenTokens } from './seen-tokens.js';
import { floatsOf } from './tensors.js';
import type { XttsDimensions } from './xtts-dimensions.js';

/** Keys and values of all positions so far, as the export's inputs take them. */
class StepMemory {
  constructor(
    readonly past: Readonly<Record<string, Tensor>>,
    readonly positions: number,
  ) {}
}

/** Generation token by token with the export's own graph, through which keys and values pass at every step. */
export class StepGenerator implements GptGenerator {
  /** Rows differ in length, and a public export may take one only. */
  readonly maxRows = 1;

  constructor(
    private readonly gpt: OnnxSession,
    private readonly dimensions: XttsDimensions,
    private readonly tables: EmbeddingTables,
  ) {}

  async generate(rows: readonly GptSequence[], turns: number): Promise<GeneratedStretch[]> {
    const stretches: GeneratedStretch[] = [];
    for (const row of rows) stretches.push(await this.generateRow(row, turns));
    return stretches;
  }

  release(): Promise<void> {
    return this.gpt.release();
  }

  private async generateRow(sequence: GptSequence, turns: number): Promise<GeneratedStretch> {
    const { width, stopToken } = this.dimensions;
    const tokens: number[] = [];
    const latents: Float32Array[] = [];
    const limit = Math.min(turns, sequence.maxTokens - sequence.tokens.length);
    while (tokens.length < limit && tokens.at(-1) !== stopToken) {
      const { logits, latent } = await this.step(sequence);
      const token = drawToken(
        logits,
        seenTokens(sequence, this.dimensions),
        sequence.sampling,
        sequence.uniform(),
      );
      tokens.push(token);
      latents.push(latent);
      sequence.tokens.push(token);
    }
    const joined = new Float32Array(latents.length * width);
    latents.forEach((latent, index) => joined.set(latent, index * width));
    return { tokens, latents: joined };
  }

  /** Runs what the GPT has not seen yet of a sequence. */
  private async step(sequence: GptSequence): Promise<{ logits: Float32Array; latent: Float32Array }> {
    const { width, audioTokens } = this.dimensions;
    const memory = sequence.memory instanceof StepMemory ? sequence.memory : undefined;
    const embeddings = memory ? lastTokenEmbeddings([sequence], this.tables, width) : sequence.prompt;
    const length = embeddings.length / width;
    const positions = (memory?.positions ?? 0) + length;
    const {
      logits,
      hidden_states: hidden,
      ...present
    } = await this.gpt.run({
      inputs_embeds: new Tensor(embeddings, [1, length, width]),
      attention_mask: this.seesAll(positions),
      ...(memory?.past ?? this.noPast()),
    });
    const past = Object.entries(present).map(([name, tensor]) => [
      name.replace(/^present_/, 'past_'),
      tensor,
    ]);
    sequence.memory = new StepMemory(Object.fromEntries(past), positions);
    return {
      logits: floatsOf(logits).slice(-audioTokens),
      latent: floatsOf(hidden).subarray(-width),
    };
  }

  /** Ones, in the type that the export declares. */
  private seesAll(positions: number): Tensor {
    const dims = [1, positions];
    const isWhole = this.gpt.inputs.get('attention_mask')?.type === 'int64';
    return isWhole
      ? new Tensor('int64', new BigInt64Array(positions).fill(1n), dims)
      : new Tensor(new Float32Array(positions).fill(1), dims);
  }

  private noPast(): Record<string, Tensor> {
    const { layers, heads, headSize } = this.dimensions;
    const none = () => new Tensor(new Float32Array(), [1, heads, 0, headSize]);
    const names = Array.from({ length: layers }, (_, layer) => [`past_key_${layer}`, `past_value_${layer}`]);
    return Object.fromEntries(names.flat().map((name) => [name, none()]));
  }
}
