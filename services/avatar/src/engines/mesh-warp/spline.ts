import type { Point } from '../face-finding/landmarks.js';

/**
 * `count` points on a Catmull-Rom curve through `points`, ends included, evenly spaced along the polyline's length:
 * landmark contours have few, uneven points, and meshes want many, even ones.
 */
export function resample(points: readonly Point[], count: number): Point[] {
  const dense = densify(points, 16);
  const lengths = [0];
  for (let i = 1; i < dense.length; i++)
    lengths.push((lengths[i - 1] ?? 0) + distance(dense[i - 1], dense[i]));
  const total = lengths.at(-1) ?? 0;
  let segment = 0;
  return Array.from({ length: count }, (_, i) => {
    const wanted = (total * i) / (count - 1);
    while (segment < dense.length - 2 && (lengths[segment + 1] ?? 0) < wanted) segment++;
    const start = lengths[segment] ?? 0;
    const span = (lengths[segment + 1] ?? 0) - start;
    return mix(at(dense, segment), at(dense, segment + 1), span > 0 ? (wanted - start) / span : 0);
  });
}

function densify(points: readonly Point[], steps: number): Point[] {
  const dense: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [p0, p1, p2, p3] = [at(points, i - 1), at(points, i), at(points, i + 1), at(points, i + 2)];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      dense.push([catmullRom(p0[0], p1[0], p2[0], p3[0], t), catmullRom(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  return [...dense, at(points, points.length - 1)];
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** The point at `index`, the nearest end where it lies outside. */
export function at(points: readonly Point[], index: number): Point {
  return points[Math.min(points.length - 1, Math.max(0, index))] ?? [0, 0];
}

export function mix(a: Point, b: Point, position: number): Point {
  return [a[0] + (b[0] - a[0]) * position, a[1] + (b[1] - a[1]) * position];
}

function distance(a: Point | undefined, b: Point | undefined): number {
  return a && b ? Math.hypot(b[0] - a[0], b[1] - a[1]) : 0;
}

/** y of a curve at `x`, along straight lines between its points, which must go from left to right. */
export function heightAt(curve: readonly Point[], x: number): number {
  let i = 0;
  while (i < curve.length - 2 && x > at(curve, i + 1)[0]) i++;
  const [a, b] = [at(curve, i), at(curve, i + 1)];
  const position = b[0] > a[0] ? (x - a[0]) / (b[0] - a[0]) : 0;
  return a[1] + (b[1] - a[1]) * Math.min(1, Math.max(0, position));
}

export function insidePolygon(polygon: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [at(polygon, i), at(polygon, j)];
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}
