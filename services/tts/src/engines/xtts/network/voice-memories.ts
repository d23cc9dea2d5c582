import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { KeyValueMemory } from './key-value-memory.js';
import type { XttsDimensions } from './xtts-dimensions.js';

/** Voices whose memory is kept: 8 MB each at XTTS v2's size. */
const keptVoices = 16;

/**
 * Every prompt begins with the conditioning of its voice, which sees nothing of what follows it: what the GPT remembers of
 * it is the same for every text, and is computed once.
 */
export class VoiceMemories {
  private readonly kept = new LRUCache<string, KeyValueMemory>({ max: keptVoices });

  /** @param compute runs the GPT over a conditioning, [conditioningPositions, width], into a memory */
  constructor(
    private readonly dimensions: XttsDimensions,
    private readonly compute: (conditioning: Float32Array, memory: KeyValueMemory) => Promise<void>,
  ) {}

  /**
   * A memory that holds the voice of a prompt.
   * @param capacity positions that it must have room for
   */
  async begin(prompt: Float32Array, capacity: number): Promise<KeyValueMemory> {
    const { layers, width, conditioningPositions } = this.dimensions;
    const conditioning = prompt.subarray(0, conditioningPositions * width);
    const voice = await this.voiceOf(conditioning);
    const memory = new KeyValueMemory(layers, width, capacity);
    memory.append(
      voice.positions,
      (layer) => voice.keys[layer] ?? new Float32Array(),
      (layer) => voice.values[layer] ?? new Float32Array(),
    );
    return memory;
  }

  private async voiceOf(conditioning: Float32Array): Promise<KeyValueMemory> {
    const { buffer, byteOffset, byteLength } = conditioning;
    const key = createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex');
    const known = this.kept.get(key);
    if (known) return known;
    const { layers, width, conditioningPositions } = this.dimensions;
    const memory = new KeyValueMemory(layers, width, conditioningPositions);
    await this.compute(conditioning, memory);
    this.kept.set(key, memory);
    return memory;
  }
}
