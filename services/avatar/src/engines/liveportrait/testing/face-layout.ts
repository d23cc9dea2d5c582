import { keypointCount, type Keypoints } from '../keypoints/keypoints.js';

/** Where a keypoint of the analytic model lies in the crop, from -1 to 1, and how far around it skin follows. */
interface PlacedKeypoint {
  x: number;
  y: number;
  reach: { x: number; y: number };
}

const at = (x: number, y: number, reachX: number, reachY = reachX): PlacedKeypoint => ({
  x,
  y,
  reach: { x: reachX, y: reachY },
});

/**
 * The 21 keypoints on a face in the source crop (LivePortrait's: 2.3 times the landmarks' box, shifted by an eighth), so
 * that the public coefficient tables do what they say: 14 and 20 are the corners of the mouth, 17 and 19 the lips, 11 and
 * 13, 15 and 16 the lids, 2 the brows below 1, the forehead.
 */
const placed: readonly PlacedKeypoint[] = [
  at(0, -0.62, 0.3),
  at(0, -0.36, 0.25, 0.12),
  at(0, -0.15, 0.3, 0.07),
  at(-0.3, 0.28, 0.14),
  at(-0.5, 0.05, 0.2),
  at(0, 0.95, 0.3),
  at(-0.34, 0.55, 0.16),
  at(0.3, 0.28, 0.14),
  at(0.5, 0.05, 0.2),
  at(0, -0.9, 0.3),
  at(0, 0.22, 0.12),
  at(-0.2, -0.03, 0.1, 0.04),
  at(0.34, 0.55, 0.16),
  at(-0.2, 0.05, 0.1, 0.04),
  at(-0.16, 0.415, 0.07),
  at(0.2, -0.03, 0.1, 0.04),
  at(0.2, 0.05, 0.1, 0.04),
  at(0, 0.385, 0.12, 0.05),
  at(0, 0, 0.08),
  at(0, 0.45, 0.16, 0.08),
  at(0.16, 0.415, 0.07),
];

/** Upper lids move this much further towards or away from the lower ones than the coefficients say, so that eyes close. */
const lidGain = 3;
/** Each upper lid and the lower one of its eye. */
const lowerLids: ReadonlyMap<number, number> = new Map([
  [11, 13],
  [15, 16],
]);
/** The lips between which a mouth opens. */
export const lipKeypoints = { upper: 17, lower: 19 } as const;

/** The keypoints of every face, head upright: x, y and a plausible depth. */
export const canonicalKeypoints: Keypoints = Float32Array.from(
  placed.flatMap(({ x, y }) => [x, y, 0.25 * Math.max(-1, 1 - 2 * Math.hypot(x, y - 0.2))]),
);

/** One over the reach of each keypoint, in x and y. */
export const inverseReaches = Float32Array.from(placed.flatMap(({ reach }) => [1 / reach.x, 1 / reach.y]));

/** How far skin moves, from how far each keypoint does: a matrix whose rows add up to one, so that heads move whole. */
export function followingMatrix(): Float32Array {
  const matrix = new Float32Array(keypointCount ** 2);
  for (let keypoint = 0; keypoint < keypointCount; keypoint++) {
    const lowerLid = lowerLids.get(keypoint);
    matrix[keypoint * keypointCount + keypoint] = lowerLid === undefined ? 1 : lidGain;
    if (lowerLid !== undefined) matrix[keypoint * keypointCount + lowerLid] = 1 - lidGain;
  }
  return matrix;
}

const landmarkCount = 203;

/**
 * 203 landmarks of the same face in the landmark network's crop (1.5 times the landmarks' box, shifted by a tenth), from 0
 * to 1: eyes 0..23 and 24..47, lips 48..107, contour 108..144, brows, nose, pupils, by the places that ratios and crops are
 * read from.
 */
export function templateLandmarks(): Float32Array {
  const points: [number, number][] = [
    ...ellipse(24, [-0.2, 0.01], [0.085, 0.032], Math.PI),
    ...ellipse(24, [0.2, 0.01], [0.085, 0.032], Math.PI),
    ...ellipse(36, [0, 0.42], [0.16, 0.06], Math.PI),
    ...ellipse(24, [0, 0.42], [0.13, 0.004], Math.PI),
    ...arc(37, [0, 0.02], [0.435, 0.665], Math.PI, 0),
    ...arc(20, [-0.22, -0.1], [0.13, 0.085], Math.PI, 2 * Math.PI),
    ...arc(20, [0.22, -0.1], [0.13, 0.085], Math.PI, 2 * Math.PI),
    ...arc(16, [0, 0.22], [0.09, 0.07], Math.PI, 0),
    [-0.2, 0.01],
    [0.2, 0.01],
  ];
  if (points.length !== landmarkCount) throw new Error(`There are ${points.length} landmarks.`);
  // The crop of landmarks shows 1.5 of the 2.3 boxes, and its middle lies lower in the face's box by 0.1 of its own side.
  const zoom = 2.3 / 1.5;
  const faceMiddle = 0.25;
  return Float32Array.from(
    points.flatMap(([x, y]) => [x, y - faceMiddle].map((value) => value * zoom)),
    (value, index) => (index % 2 === 0 ? 0.5 + value / 2 : 0.6 + value / 2),
  );
}

/** Points around an ellipse from its left, over the top. */
function ellipse(
  count: number,
  middle: readonly [number, number],
  radii: readonly [number, number],
  start: number,
): [number, number][] {
  return Array.from({ length: count }, (_, index) =>
    onEllipse(middle, radii, start + (2 * Math.PI * index) / count),
  );
}

/** Points along a part of an ellipse, both ends included. */
function arc(
  count: number,
  middle: readonly [number, number],
  radii: readonly [number, number],
  start: number,
  end: number,
): [number, number][] {
  return Array.from({ length: count }, (_, index) =>
    onEllipse(middle, radii, start + ((end - start) * index) / (count - 1)),
  );
}

function onEllipse(
  [x, y]: readonly [number, number],
  [radiusX, radiusY]: readonly [number, number],
  angle: number,
): [number, number] {
  return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
}
