const bothStep = 0;
const rowStep = 1;
const columnStep = 2;

/**
 * The cheapest way through a matrix from its first corner to its last, in steps to the next row, the next column or
 * both; ties as in openai/whisper, timing.py.
 * @param costs [rows, columns], both at least 1
 * @returns for each row, the first column of the way in it
 */
export function firstColumns(costs: Float32Array, rows: number, columns: number): Int32Array {
  const steps = cheapestSteps(costs, rows, columns);
  const first = new Int32Array(rows);
  let row = rows;
  let column = columns;
  while (row > 0 && column > 0) {
    first[row - 1] = column - 1;
    const step = steps[row * (columns + 1) + column];
    if (step !== columnStep) row -= 1;
    if (step !== rowStep) column -= 1;
  }
  return first;
}

/** How each cell is best reached: [rows + 1, columns + 1], of which the first row and column mean nothing. */
function cheapestSteps(costs: Float32Array, rows: number, columns: number): Uint8Array {
  const stride = columns + 1;
  const total = new Float32Array((rows + 1) * stride).fill(Infinity);
  const steps = new Uint8Array(total.length);
  total[0] = 0;
  for (let row = 1; row <= rows; row++) {
    for (let column = 1; column <= columns; column++) {
      const cell = row * stride + column;
      const both = total[cell - stride - 1] ?? Infinity;
      const fromRow = total[cell - stride] ?? Infinity;
      const fromColumn = total[cell - 1] ?? Infinity;
      let best = fromColumn;
      let step = columnStep;
      if (both < fromRow && both < fromColumn) {
        best = both;
        step = bothStep;
      } else if (fromRow < both && fromRow < fromColumn) {
        best = fromRow;
        step = rowStep;
      }
      total[cell] = best + (costs[(row - 1) * columns + column - 1] ?? 0);
      steps[cell] = step;
    }
  }
  return steps;
}
