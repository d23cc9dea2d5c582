import type { Keypoints } from './keypoints.js';

type Face = readonly [number, number, number];

/** Volumes below this share of the cube of the points' spread count as flat. */
const flatShare = 1e-12;

/**
 * The volume of the smallest convex body around points in space; 0 for points that lie in one plane. One point after
 * another is added to a tetrahedron: the faces that it sees give way to a cone over their outline.
 */
export function convexHullVolume(points: Keypoints): number {
  const count = points.length / 3;
  const flat = flatShare * spread(points) ** 3;
  const start = tetrahedron(points, count, flat);
  if (!start) return 0;
  let faces = start;
  for (let point = 0; point < count; point++) {
    const seen = faces.filter((face) => signedVolume(points, face, point) > flat);
    if (seen.length === 0) continue;
    const edges = new Set(seen.flatMap(([a, b, c]) => [a * count + b, b * count + c, c * count + a]));
    const outline = [...edges].filter(
      (edge) => !edges.has((edge % count) * count + Math.floor(edge / count)),
    );
    const cone = outline.map((edge): Face => [Math.floor(edge / count), edge % count, point]);
    faces = [...faces.filter((face) => !seen.includes(face)), ...cone];
  }
  return -faces.reduce((sum, face) => sum + signedVolume(points, face, 0), 0);
}

/** Volume of the tetrahedron over a face; positive where the apex lies outside the face. */
function signedVolume(points: Keypoints, [a, b, c]: Face, apex: number): number {
  const value = (index: number, axis: number): number => points[index * 3 + axis] ?? 0;
  const from = (index: number): [number, number, number] => [
    value(index, 0) - value(apex, 0),
    value(index, 1) - value(apex, 1),
    value(index, 2) - value(apex, 2),
  ];
  const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [from(a), from(b), from(c)];
  return -(ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
}

/** Four faces, seen from outside counterclockwise, of four points that span a volume. */
function tetrahedron(points: Keypoints, count: number, flat: number): readonly Face[] | undefined {
  for (let b = 1; b < count; b++) {
    for (let c = b + 1; c < count; c++) {
      for (let d = c + 1; d < count; d++) {
        const volume = signedVolume(points, [0, b, c], d);
        if (!(Math.abs(volume) > flat)) continue;
        const [second, third] = volume < 0 ? [b, c] : [c, b];
        return [
          [0, second, third],
          [0, third, d],
          [0, d, second],
          [third, second, d],
        ];
      }
    }
  }
  return undefined;
}

function spread(points: Keypoints): number {
  return points.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
