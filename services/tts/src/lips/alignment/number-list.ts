/** Numbers in rows, appended to: a typed array that doubles when it is full. */
export class NumberList {
  #values = new Float32Array(1_024);
  #length = 0;

  /** What has been appended so far; valid until the next `append`. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#length);
  }

  append(numbers: ArrayLike<number>): void {
    const needed = this.#length + numbers.length;
    if (needed > this.#values.length) {
      const grown = new Float32Array(2 ** Math.ceil(Math.log2(needed)));
      grown.set(this.values);
      this.#values = grown;
    }
    this.#values.set(numbers, this.#length);
    this.#length = needed;
  }
}
