import Delaunator from 'delaunator';
import type { FaceMotion } from '../motion/face-motion.js';
import type { EyeContours } from './face-contours.js';
import type { Point } from '../face-finding/landmarks.js';
import { at, heightAt, insidePolygon } from './spline.js';

/** How far the iris moves at gaze 1, in half widths of the eye. */
const gazeReachX = 0.24;
const gazeReachY = 0.16;
const columns = 15;
const rows = 7;

/**
 * The eyeball behind the lids: a mesh of its own, drawn before the skin, so that lids slide over it. Its rim is the
 * lids' contour in the portrait; inside, the iris follows the gaze.
 */
export interface EyeLayer {
  /** Face coordinates; the first `rim` vertices lie on the lids, in the order of `lids`. */
  faces: Point[];
  triangles: Uint32Array;
  /** Share of each vertex in the gaze, 0 on the rim. */
  gaze: Float32Array;
  /** For each rim vertex, the vertex of the face mesh that it is. */
  rim: number[];
  halfWidth: number;
}

export function eyeLayer(eye: EyeContours, lids: { upper: number[]; lower: number[] }): EyeLayer {
  const faces: Point[] = [...eye.upper, ...eye.lower.slice(1, -1)];
  const rim = [...lids.upper, ...lids.lower.slice(1, -1)];
  const gaze = faces.map(() => 0);
  const polygon = [...eye.upper, ...eye.lower.slice(1, -1).toReversed()];
  for (let column = 1; column < columns - 1; column++) {
    const across = (column / (columns - 1)) * 2 - 1;
    const x = eye.center[0] + across * eye.halfWidth;
    const [top, bottom] = [heightAt(eye.upper, x), heightAt(eye.lower, x)];
    if (bottom - top < 0.03) continue;
    for (let row = 1; row < rows - 1; row++) {
      const down = (row / (rows - 1)) * 2 - 1;
      faces.push([x, top + ((down + 1) / 2) * (bottom - top)]);
      gaze.push((1 - across ** 4) * (1 - 0.35 * down * down));
    }
  }
  const all = Delaunator.from(faces).triangles;
  const triangles: number[] = [];
  for (let i = 0; i < all.length; i += 3) {
    const [a, b, c] = [...all.subarray(i, i + 3)].map((corner) => at(faces, corner));
    if (!a || !b || !c) continue;
    const center: Point = [(a[0] + b[0] + c[0]) / 3, (a[1] + b[1] + c[1]) / 3];
    if (insidePolygon(polygon, center)) triangles.push(...all.subarray(i, i + 3));
  }
  return {
    faces,
    triangles: Uint32Array.from(triangles),
    gaze: Float32Array.from(gaze),
    rim,
    halfWidth: eye.halfWidth,
  };
}

/** Where the eyeball's vertices are for this gaze, before the head's pose; interleaved face coordinates. */
export function gazeVertices(layer: EyeLayer, motion: FaceMotion): Float32Array {
  const places = new Float32Array(layer.faces.length * 2);
  for (const [i, [x, y]] of layer.faces.entries()) {
    const share = layer.gaze[i] ?? 0;
    places[2 * i] = x + motion.gazeX * gazeReachX * layer.halfWidth * share;
    places[2 * i + 1] = y + motion.gazeY * gazeReachY * layer.halfWidth * share;
  }
  return places;
}
