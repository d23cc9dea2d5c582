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
  /** Where some rows of a bench have it, the README shows those only. */
  headline?: true;
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

/** Three rows: the 50th, 95th and 99th percentile of many measurements, none where nothing was measured. */
export function percentilesOf(
  row: Pick<BenchRow, 'work' | 'metric' | 'unit'>,
  values: readonly number[],
): BenchRow[] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return [];
  return [50, 95, 99].map((percent) => {
    const value =
      sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
    return { ...row, metric: `${row.metric}, p${percent}`, ours: spreadOf([value]) };
  });
}

/** A row against a limit that was set, for work that no peer does. */
export function againstLimit(row: Omit<BenchRow, 'peer' | 'ratio'>, limit: number): BenchRow {
  const peer = { name: 'limit', version: '', median: limit, min: limit, max: limit };
  return { ...row, peer, ratio: round(limit / row.ours.median) };
}

/** Thrown by a bench that lacks what it measures against; its message says how to have it. */
export class BenchSkipped extends Error {}
