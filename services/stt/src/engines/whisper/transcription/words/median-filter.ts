/**
 * Replaces each value by the median of the odd number of values around it, in rows of a length; rows are mirrored at
 * their ends. Rows no longer than half the width stay as they are (openai/whisper, timing.py).
 */
export function medianFilter(values: Float32Array, rowLength: number, width: number): Float32Array {
  const reach = width >> 1;
  if (rowLength <= reach) return values;
  const filtered = new Float32Array(values.length);
  const sorted = new Float32Array(width);
  for (let rowStart = 0; rowStart < values.length; rowStart += rowLength) {
    for (let at = 0; at < rowLength; at++) {
      for (let offset = -reach; offset <= reach; offset++) {
        let source = at + offset;
        if (source < 0) source = -source;
        else if (source >= rowLength) source = 2 * (rowLength - 1) - source;
        const value = values[rowStart + source] ?? 0;
        let place = offset + reach;
        while (place > 0 && (sorted[place - 1] ?? 0) > value) {
          sorted[place] = sorted[place - 1] ?? 0;
          place -= 1;
        }
        sorted[place] = value;
      }
      filtered[rowStart + at] = sorted[reach] ?? 0;
    }
  }
  return filtered;
}
