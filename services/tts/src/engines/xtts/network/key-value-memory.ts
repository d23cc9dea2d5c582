/** Keys and values of one sequence, position by position, in room that is taken once: [positions, width] for each layer. */
export class KeyValueMemory {
  readonly keys: Float32Array[];
  readonly values: Float32Array[];
  #positions = 0;

  constructor(
    layers: number,
    private readonly width: number,
    private readonly capacity: number,
  ) {
    // Pages that are never written take no memory.
    const room = () => new Float32Array(capacity * width);
    this.keys = Array.from({ length: layers }, room);
    this.values = Array.from({ length: layers }, room);
  }

  get positions(): number {
    return this.#positions;
  }

  /**
   * Appends positions.
   * @param keyOf their keys in a layer, [positions, width]
   */
  append(
    positions: number,
    keyOf: (layer: number) => Float32Array,
    valueOf: (layer: number) => Float32Array,
  ): void {
    const kept = Math.min(positions, this.capacity - this.#positions);
    const at = this.#positions * this.width;
    const length = kept * this.width;
    this.keys.forEach((keys, layer) => keys.set(keyOf(layer).subarray(0, length), at));
    this.values.forEach((values, layer) => values.set(valueOf(layer).subarray(0, length), at));
    this.#positions += kept;
  }

  /** What is there of one room. */
  filled(room: Float32Array): Float32Array {
    return room.subarray(0, this.#positions * this.width);
  }
}
