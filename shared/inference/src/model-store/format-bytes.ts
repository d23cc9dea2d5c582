const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size as people read it, in powers of 1000 as the hub shows them: `77 MB`, `1.6 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = value < 10 && unit > 1 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}
