import { type OnnxSession, Tensor } from '@parley/inference/sessions';
import type { GeneratedStretch, GptGenerator, GptSequence } from './gpt-generator.js';
import { KeyValueMemory } from './key-value-memory.js';
import { type EmbeddingTables, lastTokenEmbeddings } from './mel-embeddings.js';
import { seenTokens } from './seen-tokens.js';
import { SharedRooms } from './shared-rooms.js';
import { floatsOf, integers, integersOf } from './tensors.js';
import { VoiceMemories } from './voice-memories.js';
import type { XttsDimensions } from './xtts-dimensions.js';

type Outputs = Readonly<Record<string, Tensor>>;

const greedy = { temperature: 1, topK: 1, topP: 1, repetitionPenalty: 1 };

interface Row {
  sequence: GptSequence;
  memory: KeyValueMemory;
}

/** Generation inside one graph (derivation/gpt-loop-graph.ts): a stretch is one call. */
export class LoopGenerator implements GptGenerator {
  private readonly rooms: SharedRooms;
  private readonly voices: VoiceMemories;

  constructor(
    private readonly loop: OnnxSession,
    private readonly dimensions: XttsDimensions,
    private readonly tables: EmbeddingTables,
    readonly maxRows: number,
  ) {
    this.rooms = new SharedRooms(dimensions);
    this.voices = new VoiceMemories(dimensions, async (prompt, memory) => {
      const sequence = { prompt, sampling: greedy, uniform: () => 0, maxTokens: 1, tokens: [] };
      await this.run([{ sequence, memory }], 1);
    });
  }

  async generate(sequences: readonly GptSequence[], turns: number): Promise<GeneratedStretch[]> {
    const rows: Row[] = [];
    for (const sequence of sequences) rows.push({ sequence, memory: await this.memoryOf(sequence) });
    return this.run(rows, turns);
  }

  release(): Promise<void> {
    return this.loop.release();
  }

  private async run(rows: readonly Row[], turns: number): Promise<GeneratedStretch[]> {
    const outputs = await this.loop.run({
      turns: integers([turns], []),
      ...this.beginning(rows),
      ...this.rooms.past(rows.map(({ memory }) => memory)),
      ...this.settings(rows, turns),
    });
    return this.take(rows, outputs);
  }

  private async memoryOf(sequence: GptSequence): Promise<KeyValueMemory> {
    if (sequence.memory instanceof KeyValueMemory) return sequence.memory;
    const positions = sequence.prompt.length / this.dimensions.width;
    const memory = await this.voices.begin(sequence.prompt, positions + sequence.maxTokens);
    sequence.memory = memory;
    return memory;
  }

  /** What the first turn takes: what is left of a prompt, or the last token of each row. */
  private beginning(rows: readonly Row[]): Record<string, Tensor> {
    const { width } = this.dimensions;
    const sequences = rows.map(({ sequence }) => sequence);
    const [first] = rows;
    const embeddings =
      first?.sequence.tokens.length === 0
        ? first.sequence.prompt.subarray(first.memory.positions * width)
        : lastTokenEmbeddings(sequences, this.tables, width);
    return {
      embeddings: new Tensor(embeddings, [rows.length, embeddings.length / rows.length / width, width]),
      position: integers(
        sequences.map(({ tokens }) => tokens.length + 1),
        [rows.length, 1],
      ),
    };
  }

  private settings(rows: readonly Row[], turns: number): Record<string, Tensor> {
    const { audioTokens } = this.dimensions;
    const count = rows.length;
    const column = (of: (sequence: GptSequence) => number) =>
      new Tensor(
        Float32Array.from(rows, ({ sequence }) => of(sequence)),
        [count, 1],
      );
    const uniforms = new Float32Array(turns * count);
    rows.forEach(({ sequence }, row) => {
      for (let turn = 0; turn < turns; turn++) uniforms[turn * count + row] = sequence.uniform();
    });
    const seen = new Uint8Array(count * audioTokens);
    rows.forEach(({ sequence }, row) => seen.set(seenTokens(sequence, this.dimensions), row * audioTokens));
    return {
      seen: new Tensor('bool', seen, [count, audioTokens]),
      uniforms: new Tensor(uniforms, [turns, count, 1]),
      repetition_penalty: column(({ sampling }) => sampling.repetitionPenalty),
      temperature: column(({ sampling }) => sampling.temperature),
      top_p: column(({ sampling }) => sampling.topP),
      top_k: integers(
        rows.map(({ sequence }) => Math.min(sequence.sampling.topK, audioTokens)),
        [count, 1],
      ),
    };
  }

  private take(rows: readonly Row[], outputs: Outputs): GeneratedStretch[] {
    const { width, stopToken } = this.dimensions;
    const drawn = integersOf(outputs.tokens);
    const latents = floatsOf(outputs.latents);
    const count = rows.length;
    return rows.map(({ sequence, memory }, row) => {
      const all = drawn.filter((_, index) => index % count === row);
      const end = all.indexOf(stopToken);
      const tokens = all
        .slice(0, end < 0 ? undefined : end + 1)
        .slice(0, sequence.maxTokens - sequence.tokens.length);
      const own = new Float32Array(tokens.length * width);
      tokens.forEach((_, turn) => {
        const at = (turn * count + row) * width;
        own.set(latents.subarray(at, at + width), turn * width);
      });
      this.remember(memory, outputs, row);
      sequence.tokens.push(...tokens);
      return { tokens, latents: own };
    });
  }

  private remember(memory: KeyValueMemory, outputs: Outputs, row: number): void {
    const positions = outputs['recent.0.key']?.dims[1] ?? 0;
    const size = positions * this.dimensions.width;
    const of = (part: string) => (layer: number) =>
      floatsOf(outputs[`recent.${layer}.${part}`]).subarray(row * size, (row + 1) * size);
    memory.append(positions, of('key'), of('value'));
  }
}
