/** Three numbers that say what a series of measurements was like. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** One line of a bench's table. A ratio over 1 means that Parley is better than the peer or the stated bound. */
export interface BenchRow {
  work: string;
  metric: string;
  unit: string;
  ours: Spread;
  peer?: { name: string; version: string } & Spread;
  ratio?: number;
}

export interface BenchResult {
  bench: string;
  /** What was done, for a reader of the table. */
  about: string;
  rows: BenchRow[];
}

const round = (value: number) => Number(value.toPrecision(4));

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return {
    median: round(middle),
    min: round(sorted[0] ?? Number.NaN),
    max: round(sorted.at(-1) ?? Number.NaN),
  };
}

/** A row against a limit that was set, for work that no peer does. */
export function againstLimit(row: Omit<BenchRow, 'peer' | 'ratio'>, limit: number): BenchRow {
  const peer = { name: 'limit', version: '', median: limit, min: limit, max: limit };
  return { ...row, peer, ratio: round(limit / row.ours.median) };
}
