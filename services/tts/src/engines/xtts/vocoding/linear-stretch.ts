/** Rows of `width` numbers each, one after the other. */
export type Rows = Float32Array;

const single = Math.fround;

/**
 * torch's linear interpolation by a factor (`F.interpolate(mode='linear')`, half-pixel, in its single-precision
 * arithmetic) of rows that arrive bit by bit. Every row that comes out is what the interpolation of all rows gives: it
 * waits until both of its neighbours are there.
 */
export class LinearStretch {
  /** What is still needed of the rows so far, and the number of the first of them. */
  private kept: Rows = new Float32Array();
  private firstKept = 0;
  private received = 0;
  private given = 0;
  private readonly step: number;

  constructor(
    private readonly width: number,
    /** Rows out for each row in. */
    private readonly factor: number,
    /**
     * What torch does: where no more rows come out than came in, they are copied. Rows then wait until they are too many
     * for that.
     */
    private readonly copiesFew = false,
  ) {
    this.step = single(1 / factor);
  }

  /** Takes some rows, and gives those that are settled by them. */
  push(rows: Rows): Rows {
    this.keep(rows);
    if (this.areFew) return new Float32Array();
    // A row between two others is settled when the later one is there.
    return this.give((position) => Math.floor(position) + 1 < this.received);
  }

  /** The rows that were waiting for more. */
  finish(): Rows {
    if (this.areFew) return this.kept;
    const all = Math.floor(this.received * this.factor);
    return this.give((_, index) => index < all);
  }

  private get areFew(): boolean {
    return this.copiesFew && Math.floor(this.received * this.factor) === this.received;
  }

  private keep(rows: Rows): void {
    const from = Math.max(0, Math.floor(this.positionOf(this.given)) - this.firstKept) * this.width;
    const left = this.kept.subarray(Math.min(from, this.kept.length));
    this.firstKept += (this.kept.length - left.length) / this.width;
    const both = new Float32Array(left.length + rows.length);
    both.set(left);
    both.set(rows, left.length);
    this.kept = both;
    this.received += rows.length / this.width;
  }

  /** Where a row that comes out lies among those that came in. */
  private positionOf(index: number): number {
    return Math.max(0, single(single(this.step * single(index + 0.5)) - 0.5));
  }

  private give(isSettled: (position: number, index: number) => boolean): Rows {
    const positions: number[] = [];
    for (;;) {
      const index = this.given + positions.length;
      const position = this.positionOf(index);
      if (this.received === 0 || !isSettled(position, index)) break;
      positions.push(position);
    }
    const out = new Float32Array(positions.length * this.width);
    positions.forEach((position, row) => this.interpolate(position, out, row * this.width));
    this.given += positions.length;
    return out;
  }

  private interpolate(position: number, out: Rows, at: number): void {
    const { width, kept, firstKept } = this;
    const index = Math.min(Math.floor(position), this.received - 1);
    const after = single(Math.min(Math.max(position - index, 0), 1));
    const before = single(1 - after);
    const low = (index - firstKept) * width;
    const high = Math.min(index + 1, this.received - 1) - firstKept;
    for (let i = 0; i < width; i++) {
      out[at + i] = single(before * (kept[low + i] ?? 0)) + single(after * (kept[high * width + i] ?? 0));
    }
  }
}
