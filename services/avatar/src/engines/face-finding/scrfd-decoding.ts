import type { FaceBox } from '../avatar-engine.js';
import { areaOf } from './face-finder.js';

const strides = [8, 16, 32] as const;
/** Anchors at each place of a grid. */
const each = 2;
/** FasterLivePortrait's; LivePortrait takes 0.1 and with it what is no face. */
const usualLeastScore = 0.5;
/** Boxes that overlap by more are one face. */
const sameFace = 0.4;

/** Rows of one of the network's three grids: finest first. */
export interface ScrfdGrid {
  /** Rows x 1. */
  scores: Float32Array;
  /** Rows x 4: distances to left, top, right and bottom, in strides. */
  distances: Float32Array;
}

export interface ScrfdDetection {
  box: FaceBox;
  score: number;
}

/** How the network saw the picture. */
export interface ScrfdView {
  /** Side of its input. */
  side: number;
  /** Pixels of the input for one of the picture. */
  scale: number;
}

/**
 * The detections of InsightFace's SCRFD, best first, in pixels of the picture; of those that overlap only the best is
 * kept (insightface, `model_zoo/scrfd.py`).
 */
export function decodeScrfd(
  grids: readonly ScrfdGrid[],
  view: ScrfdView,
  leastScore = usualLeastScore,
): ScrfdDetection[] {
  const candidates = grids.flatMap((grid, i) => decodeGrid(grid, strides[i] ?? 0, view, leastScore));
  let remaining = candidates.toSorted((a, b) => b.score - a.score);
  const kept: ScrfdDetection[] = [];
  for (let best = remaining.shift(); best; best = remaining.shift()) {
    kept.push(best);
    const { box } = best;
    remaining = remaining.filter((other) => overlapInPixels(box, other.box) <= sameFace);
  }
  return kept;
}

function decodeGrid(
  { scores, distances }: ScrfdGrid,
  stride: number,
  { side, scale }: ScrfdView,
  leastScore: number,
): ScrfdDetection[] {
  const columns = Math.floor(side / stride);
  const unit = stride / scale;
  const found: ScrfdDetection[] = [];
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] ?? 0;
    if (score < leastScore) continue;
    const place = Math.floor(row / each);
    const [left = 0, top = 0, right = 0, bottom = 0] = distances.subarray(4 * row, 4 * row + 4);
    found.push({
      box: {
        left: ((place % columns) - left) * unit,
        top: (Math.floor(place / columns) - top) * unit,
        width: (left + right) * unit,
        height: (top + bottom) * unit,
      },
      score,
    });
  }
  return found;
}

/** As the reference counts it: a box from pixel 3 to pixel 5 is three pixels wide. */
function overlapInPixels(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left) + 1;
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top) + 1;
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (pixelArea(a) + pixelArea(b) - shared);
}

function pixelArea(box: FaceBox): number {
  return areaOf({ ...box, width: box.width + 1, height: box.height + 1 });
}
