import { Tensor } from '@parley/inference/sessions';
import { hidden } from './derivation/gpt-turn.js';
import type { KeyValueMemory } from './key-value-memory.js';
import type { XttsDimensions } from './xtts-dimensions.js';

/** Room in which the memories of several rows are laid side by side, as long as the longest: shorter ones at its end. */
export class SharedRooms {
  private rooms = new Map<string, Float32Array>();

  constructor(private readonly dimensions: XttsDimensions) {}

  past(memories: readonly KeyValueMemory[]): Record<string, Tensor> {
    const { layers, width } = this.dimensions;
    const count = memories.length;
    const longest = Math.max(1, ...memories.map(({ positions }) => positions));
    const bias = new Float32Array(count * longest);
    memories.forEach(({ positions }, row) =>
      bias.fill(hidden, row * longest, (row + 1) * longest - positions),
    );
    const feeds: Record<string, Tensor> = { past_bias: new Tensor(bias, [count, 1, 1, longest]) };
    for (let layer = 0; layer < layers; layer++) {
      for (const part of ['key', 'value'] as const) {
        const name = `past.${layer}.${part}`;
        const of = (memory: KeyValueMemory) =>
          memory.filled((part === 'key' ? memory.keys : memory.values)[layer] ?? new Float32Array());
        feeds[name] = new Tensor(this.sideBySide(name, memories.map(of), longest * width), [
          count,
          longest,
          width,
        ]);
      }
    }
    return feeds;
  }

  private sideBySide(name: string, rows: readonly Float32Array[], size: number): Float32Array {
    const [only] = rows;
    if (rows.length === 1 && only?.length === size) return only;
    const needed = rows.length * size;
    let room = this.rooms.get(name);
    if (!room || room.length < needed) {
      room = new Float32Array(needed * 1.5);
      this.rooms.set(name, room);
    }
    for (const [row, values] of rows.entries()) {
      room.fill(0, row * size, (row + 1) * size - values.length);
      room.set(values, (row + 1) * size - values.length);
    }
    return room.subarray(0, needed);
  }
}
