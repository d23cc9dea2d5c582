import type { Flow } from './optical-flow.js';
import type { PixelBox } from './face-areas.js';
import type { WarpGrid } from './warp-grid.js';

/** Triangles may become this small, as a part of what they are at rest, but not turn over. */
const leastArea = 0.01;
const mostRounds = 30;

/** A net's movement for every pixel of a box. */
export function flowOfShape(grid: WarpGrid, shape: Float32Array, box: PixelBox): Flow {
  const { width, height } = box;
  const flow = { width, height, x: new Float32Array(width * height), y: new Float32Array(width * height) };
  const across = Array.from({ length: width }, (_, x) => cellAt(grid.columns, box.left + x));
  for (let y = 0; y < height; y++) {
    const down = cellAt(grid.rows, box.top + y);
    for (let x = 0; x < width; x++) {
      const { cell, position } = across[x] ?? down;
      const vertex = down.cell * grid.columns.length + cell;
      flow.x[y * width + x] = inCell(shape, 2 * vertex, grid.columns.length, position, down.position);
      flow.y[y * width + x] = inCell(shape, 2 * vertex + 1, grid.columns.length, position, down.position);
    }
  }
  return flow;
}

interface Cell {
  cell: number;
  position: number;
}

function cellAt(lines: Float32Array, place: number): Cell {
  let cell = 0;
  while (cell < lines.length - 2 && (lines[cell + 1] ?? 0) <= place) cell++;
  const [from, to] = [lines[cell] ?? 0, lines[cell + 1] ?? 1];
  return { cell, position: (place - from) / (to - from) };
}

function inCell(shape: Float32Array, at: number, columns: number, x: number, y: number): number {
  const below = at + 2 * columns;
  const upper = (shape[at] ?? 0) * (1 - x) + (shape[at + 2] ?? 0) * x;
  const lower = (shape[below] ?? 0) * (1 - x) + (shape[below + 2] ?? 0) * x;
  return upper * (1 - y) + lower * y;
}

/** Moves the vertices of triangles that have turned over, or nearly, to the middle of their neighbours. */
export function unfold(grid: WarpGrid, shape: Float32Array): void {
  const columns = grid.columns.length;
  const rows = grid.rows.length;
  for (let round = 0; round < mostRounds; round++) {
    const folded = foldedVertices(grid, shape);
    if (folded.size === 0) return;
    const before = shape.slice();
    for (const vertex of folded) {
      const [column, row] = [vertex % columns, Math.floor(vertex / columns)];
      if (column === 0 || row === 0 || column === columns - 1 || row === rows - 1) continue;
      for (const at of [2 * vertex, 2 * vertex + 1]) {
        const around = [at - 2, at + 2, at - 2 * columns, at + 2 * columns];
        const mean = around.reduce((sum, index) => sum + (before[index] ?? 0) / 4, 0);
        shape[at] = 0.3 * (before[at] ?? 0) + 0.7 * mean;
      }
    }
  }
}

function foldedVertices({ triangles, places }: WarpGrid, shape: Float32Array): Set<number> {
  const folded = new Set<number>();
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i] ?? 0, triangles[i + 1] ?? 0, triangles[i + 2] ?? 0];
    const [right, down] = [2 * b - 2 * a, 2 * c - 2 * a];
    const [x, y] = [2 * a, 2 * a + 1];
    const bx = (places[x + right] ?? 0) - (places[x] ?? 0);
    const by = (places[y + right] ?? 0) - (places[y] ?? 0);
    const cx = (places[x + down] ?? 0) - (places[x] ?? 0);
    const cy = (places[y + down] ?? 0) - (places[y] ?? 0);
    const movedBx = bx + (shape[x + right] ?? 0) - (shape[x] ?? 0);
    const movedBy = by + (shape[y + right] ?? 0) - (shape[y] ?? 0);
    const movedCx = cx + (shape[x + down] ?? 0) - (shape[x] ?? 0);
    const movedCy = cy + (shape[y + down] ?? 0) - (shape[y] ?? 0);
    const area = movedBx * movedCy - movedCx * movedBy;
    if (area < leastArea * (bx * cy - cx * by)) folded.add(a).add(b).add(c);
  }
  return folded;
}

/** For every pixel of a box: the area that it takes once moved, 1 being its own. */
export function areaOfFlow({ width, height, x: flowX, y: flowY }: Flow): Float32Array {
  const areas = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [up, down] = [y > 0 ? width : 0, y < height - 1 ? width : 0];
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const [left, right] = [x > 0 ? 1 : 0, x < width - 1 ? 1 : 0];
      const [across, along] = [Math.max(1, left + right), Math.max(1, (up + down) / width)];
      const xx = 1 + ((flowX[i + right] ?? 0) - (flowX[i - left] ?? 0)) / across;
      const yx = ((flowY[i + right] ?? 0) - (flowY[i - left] ?? 0)) / across;
      const xy = ((flowX[i + down] ?? 0) - (flowX[i - up] ?? 0)) / along;
      const yy = 1 + ((flowY[i + down] ?? 0) - (flowY[i - up] ?? 0)) / along;
      areas[i] = xx * yy - xy * yx;
    }
  }
  return areas;
}
