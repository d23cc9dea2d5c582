import type { FaceBox } from '../avatar-engine.js';
import { areaOf, overlapOf } from './face-finder.js';
import type { Point } from './landmarks.js';

/** Side of the network's input. */
export const blazeFaceSide = 128;
/** Places that the network looks at: a grid of 16 x 16 with two each, then one of 8 x 8 with six. */
const grids = [
  { cells: 16, each: 2 },
  { cells: 8, each: 6 },
] as const;
export const blazeFaceAnchors = 896;
/** Numbers of a detection: middle x, y, width, height, then x, y of eyes, nose, mouth and ears. */
export const blazeFaceCoordinates = 16;

const leastScore = 0.5;
/** Detections that overlap by more are one face. */
const sameFace = 0.3;

/** A face, in pixels of the network's input of 128 x 128. */
export interface BlazeFaceDetection {
  box: FaceBox;
  /** The eye on the picture's left, the one on its right, nose, mouth, ear, ear. */
  points: readonly Point[];
  /** 0 to 1. */
  score: number;
}

const anchors: readonly Point[] = grids.flatMap(({ cells, each }) =>
  Array.from({ length: cells * cells * each }, (_, index): Point => {
    const cell = Math.floor(index / each);
    const size = blazeFaceSide / cells;
    return [((cell % cells) + 0.5) * size, (Math.floor(cell / cells) + 0.5) * size];
  }),
);

/**
 * What the network saw, as faces. Detections of one face are blended by their scores rather than suppressed
 * (BlazeFace, arXiv 1907.05047, 4; MediaPipe, `non_max_suppression_calculator.cc`).
 * @param regressors 896 x 16
 * @param scores 896 logits
 */
export function decodeBlazeFace(regressors: Float32Array, scores: Float32Array): BlazeFaceDetection[] {
  let remaining = anchors
    .map((anchor, index) => {
      const from = index * blazeFaceCoordinates;
      return detectionAt(anchor, regressors.subarray(from, from + blazeFaceCoordinates), scores[index]);
    })
    .filter(({ score }) => score >= leastScore)
    .toSorted((a, b) => b.score - a.score);
  const faces: BlazeFaceDetection[] = [];
  for (let best = remaining[0]; best; best = remaining[0]) {
    const { box } = best;
    const same = remaining.filter((other) => other === best || overlapOf(box, other.box) > sameFace);
    remaining = remaining.filter((other) => !same.includes(other));
    faces.push(blended(same));
  }
  return faces.toSorted((a, b) => areaOf(b.box) - areaOf(a.box));
}

function detectionAt(
  [anchorX, anchorY]: Point,
  [x = 0, y = 0, width = 0, height = 0, ...points]: Float32Array,
  logit = 0,
): BlazeFaceDetection {
  return {
    box: { left: anchorX + x - width / 2, top: anchorY + y - height / 2, width, height },
    points: Array.from({ length: (blazeFaceCoordinates - 4) / 2 }, (_, i): Point => [
      anchorX + (points[2 * i] ?? 0),
      anchorY + (points[2 * i + 1] ?? 0),
    ]),
    score: 1 / (1 + Math.exp(-logit)),
  };
}

/** The mean of detections, weighted by their scores. */
function blended(detections: readonly BlazeFaceDetection[]): BlazeFaceDetection {
  const total = detections.reduce((sum, { score }) => sum + score, 0);
  const mean = (value: (detection: BlazeFaceDetection) => number): number =>
    detections.reduce((sum, detection) => sum + value(detection) * detection.score, 0) / total;
  return {
    box: {
      left: mean(({ box }) => box.left),
      top: mean(({ box }) => box.top),
      width: mean(({ box }) => box.width),
      height: mean(({ box }) => box.height),
    },
    points: (detections[0]?.points ?? []).map((_, i): Point => [
      mean(({ points }) => points[i]?.[0] ?? 0),
      mean(({ points }) => points[i]?.[1] ?? 0),
    ]),
    score: total / detections.length,
  };
}
