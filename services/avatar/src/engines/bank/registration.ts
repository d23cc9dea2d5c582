import { frameSize } from '@parley/contracts';
import type { FaceFrame } from '../face-finding/face-frame.js';
import { areaShare, pixelBox } from './face-areas.js';
import type { FaceArea, PixelBox } from './face-areas.js';
import { flowOfShape } from './grid-shape.js';
import { halved, halvedFlow, opticalFlow } from './optical-flow.js';
import type { Flow, Planes } from './optical-flow.js';
import type { WarpGrid } from './warp-grid.js';

interface Registration {
  /** What the picture looks like, in the common space: pixels RGBA of a whole frame, as those of `picture`. */
  texture: Int32Array;
  /** Where the net's vertices go for that; the picture's are looked for from there. */
  shape: Float32Array;
  picture: Int32Array;
  /** Whether half the resolution will do. */
  coarse: boolean;
}

/** How far the net's vertices go to be where `picture` has them, as far as they lie inside the area. */
export function registered(
  grid: WarpGrid,
  frame: FaceFrame,
  area: FaceArea['moves'],
  { texture, shape, picture, coarse }: Registration,
): Float32Array {
  const box = pixelBox(area, frame, frameSize);
  const scale = coarse ? 2 : 1;
  const sized = (planes: Planes): Planes => (coarse ? halved(planes) : planes);
  const before = flowOfShape(grid, shape, box);
  const initial = coarse ? halvedFlow(before) : before;
  const flow = opticalFlow(sized(planesOf(texture, box)), sized(planesOf(picture, box)), initial);
  const moved = shape.slice();
  for (let i = 0; i < moved.length; i += 2) {
    const place = [grid.places[i] ?? 0, grid.places[i + 1] ?? 0] as const;
    const share = areaShare(area, frame, place);
    if (share === 0) continue;
    const x = (place[0] - box.left + 0.5) / scale - 0.5;
    const y = (place[1] - box.top + 0.5) / scale - 0.5;
    moved[i] = (moved[i] ?? 0) + share * scale * (meanAt(flow, flow.x, x, y) - meanAt(flow, initial.x, x, y));
    moved[i + 1] =
      (moved[i + 1] ?? 0) + share * scale * (meanAt(flow, flow.y, x, y) - meanAt(flow, initial.y, x, y));
  }
  return moved;
}

/** Over 3 x 3 pixels, which the distance of the net's lines is not below. */
function meanAt({ width, height }: Flow, values: Float32Array, x: number, y: number): number {
  const column = Math.min(width - 2, Math.max(1, Math.round(x)));
  const row = Math.min(height - 2, Math.max(1, Math.round(y)));
  let sum = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) sum += values[(row + dy) * width + column + dx] ?? 0;
  }
  return sum / 9;
}

function planesOf(pixels: Int32Array, box: PixelBox): Planes {
  const { width, height } = box;
  const channels = Array.from({ length: 3 }, (_, k) => {
    const values = new Float32Array(width * height);
    for (let i = 0; i < values.length; i++) {
      const pixel = pixels[(box.top + Math.floor(i / width)) * frameSize + box.left + (i % width)] ?? 0;
      values[i] = ((pixel >> (8 * k)) & 255) / 255;
    }
    return values;
  });
  return { width, height, channels };
}
