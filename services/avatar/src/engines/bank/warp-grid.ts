import { frameSize } from '@parley/contracts';
import { toPicture } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Point } from '../face-finding/landmarks.js';

/** Distance of grid lines, in face units: fine where lips and lids move. */
const fineStep = 0.045;
const leastFineStep = 3;
/** In pixels. */
const coarseStep = 16;
/** What moves finely, the mouth wide open. */
const fine = { left: -1, right: 1, top: -1.55, bottom: 1.5 };

/** A net over the square picture, of triangles between lines that lie closer together on the face. */
export interface WarpGrid {
  /** Places of the lines, in pixels, from half a pixel outside the picture on one side to that on the other. */
  columns: Float32Array;
  rows: Float32Array;
  /** Where every vertex lies, row by row, interleaved x, y. */
  places: Float32Array;
  triangles: Uint32Array;
}

/** The net for a face that lies thus in the live frame. */
export function warpGrid(frame: FaceFrame): WarpGrid {
  const corners = [fine.left, fine.right].flatMap((x) =>
    [fine.top, fine.bottom].map((y): Point => toPicture(frame, [x, y])),
  );
  const step = Math.max(leastFineStep, Math.round(fineStep * frame.size));
  const across = corners.map(([x]) => x);
  const down = corners.map(([, y]) => y);
  return gridOf(
    lines(Math.min(...across), Math.max(...across), step),
    lines(Math.min(...down), Math.max(...down), step),
  );
}

function gridOf(columns: Float32Array, rows: Float32Array): WarpGrid {
  const places = new Float32Array(2 * columns.length * rows.length);
  const triangles = new Uint32Array(6 * (columns.length - 1) * (rows.length - 1));
  let corner = 0;
  for (const [row, y] of rows.entries()) {
    for (const [column, x] of columns.entries()) {
      const vertex = row * columns.length + column;
      places.set([x, y], 2 * vertex);
      if (row === rows.length - 1 || column === columns.length - 1) continue;
      const below = vertex + columns.length;
      triangles.set([vertex, vertex + 1, below, vertex + 1, below + 1, below], corner);
      corner += 6;
    }
  }
  return { columns, rows, places, triangles };
}

function lines(fineFrom: number, fineTo: number, step: number): Float32Array {
  const [first, last] = [-0.5, frameSize - 0.5];
  const from = Math.max(first, Math.floor(fineFrom) - 0.5);
  const to = Math.min(last, Math.ceil(fineTo) + 0.5);
  return Float32Array.from([
    ...between(first, from, coarseStep),
    ...between(from, to, step),
    ...between(to, last, coarseStep),
    last,
  ]);
}

/** From `from` to just before `to`, evenly, about `step` apart; nothing where there is no room. */
function between(from: number, to: number, step: number): number[] {
  if (to - from < 1e-3) return [];
  const count = Math.max(1, Math.round((to - from) / step));
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);
}
