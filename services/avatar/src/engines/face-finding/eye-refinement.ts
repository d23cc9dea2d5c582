import type { RgbPicture } from '../picture/picture.js';
import { faceFrame, toFace, toPicture } from './face-frame.js';
import type { FaceFrame } from './face-frame.js';
import type { Landmarks, Point } from './landmarks.js';
import { indices, meanPoint, pick } from './landmarks.js';

/** The search looks at this much around the eye, in face units, at this many places. */
const reachX = 0.45;
const reachY = 0.22;
const columns = 45;
const rows = 23;
/** Width of the window that is moved onto the dark of the iris. */
const windowX = 0.2;
const windowY = 0.1;
const steps = 10;
/** An iris that is off to the side by less than this only looks to the side; the eye is where the network says. */
const leastShiftX = 0.12;
const mostShiftX = 0.36;
const mostShiftY = 0.1;
/** The contour is drawn around lashes and lid edges, so that a closing lid carries skin only and no iris. */
const widen = 1.18;
const leastUpper = 0.1;
const leastLower = 0.085;

/**
 * Eyes moved onto the irises and opened a little beyond the lids: landmark networks are too coarse for a blink, where a
 * lid's edge that is off by three pixels drags the iris along.
 */
export function refineEyes(landmarks: Landmarks, picture: RgbPicture): Point[] {
  const frame = faceFrame(landmarks);
  const refined = landmarks.map((point) => toFace(frame, point));
  for (const eye of [indices.leftEye, indices.rightEye]) {
    const points = pick(refined, eye);
    const center = meanPoint(points);
    const [x, y] = shifted(center, findIris(picture, frame, center));
    for (const [i, index] of eye.entries()) {
      const point = points[i] ?? center;
      const dy = point[1] - center[1];
      const corner = i === 0 || i === 3;
      const lid = corner ? dy : dy < 0 ? Math.min(dy, -leastUpper) : Math.max(dy, leastLower);
      refined[index] = [x + (point[0] - center[0]) * widen, y + lid];
    }
  }
  return refined.map((point) => toPicture(frame, point));
}

function shifted(center: Point, iris: Point): Point {
  const dx = iris[0] - center[0];
  const dy = Math.min(mostShiftY, Math.max(-mostShiftY, iris[1] - center[1]));
  const aside = Math.abs(dx) < leastShiftX ? 0 : Math.min(mostShiftX, Math.max(-mostShiftX, dx));
  return [center[0] + aside, center[1] + dy];
}

/** Moves a window from `start` to the middle of what is dark around it (mean shift). */
function findIris(picture: RgbPicture, frame: FaceFrame, start: Point): Point {
  const places: { point: Point; luminance: number }[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const point: Point = [
        start[0] + ((column / (columns - 1)) * 2 - 1) * reachX,
        start[1] + ((row / (rows - 1)) * 2 - 1) * reachY,
      ];
      places.push({ point, luminance: luminanceAt(picture, toPicture(frame, point)) });
    }
  }
  const sorted = places.map(({ luminance }) => luminance).toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 128;
  let [x, y] = start;
  for (let step = 0; step < steps; step++) {
    let [sumX, sumY, sum] = [0, 0, 0];
    for (const { point, luminance } of places) {
      const near = Math.exp(-(((point[0] - x) / windowX) ** 2) - ((point[1] - y) / windowY) ** 2);
      const weight = near * Math.max(0, median - luminance) ** 2;
      sumX += weight * point[0];
      sumY += weight * point[1];
      sum += weight;
    }
    if (sum < 1) return start;
    [x, y] = [sumX / sum, sumY / sum];
  }
  return [x, y];
}

function luminanceAt({ rgb, width, height }: RgbPicture, [x, y]: Point): number {
  const column = Math.min(width - 1, Math.max(0, Math.round(x)));
  const row = Math.min(height - 1, Math.max(0, Math.round(y)));
  const from = (row * width + column) * 3;
  const [r = 0, g = 0, b = 0] = rgb.subarray(from, from + 3);
  return 0.3 * r + 0.59 * g + 0.11 * b;
}
