import Delaunator from 'delaunator';
import type { EyeContours, FaceContours } from './face-contours.js';
import { toFace, toPicture } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Point } from '../face-finding/landmarks.js';
import { heightAt, insidePolygon, at, mix } from './spline.js';

/** Which side of the line between the lips a vertex moves with. */
export type Side = 'upper' | 'lower';

export interface Vertex {
  /** In the picture, in pixels. */
  picture: Point;
  /** In face coordinates. */
  face: Point;
  side: Side;
}

/**
 * The portrait as triangles. Holes are left at the eyes and between the lips: what lies behind the skin there is drawn
 * first, and skin slides over it.
 */
export interface FaceMesh {
  vertices: Vertex[];
  skin: Uint32Array;
  /** The triangles inside the holes: the ground on which eyes and mouth are drawn, so that no pixel stays empty. */
  ground: Uint32Array;
  /** Vertex numbers of the line between the lips, left to right; both start and end in the shared corners. */
  upperSeam: number[];
  lowerSeam: number[];
  /** Vertex numbers of both lids of each eye, left to right. */
  lids: readonly { upper: number[]; lower: number[] }[];
}

/** Distance between grid vertices, in face units: fine where the face moves, finest around the mouth, coarse outside. */
const mouthStep = 0.09;
const eyeStep = 0.11;
const faceStep = 0.15;
const outerStep = 0.42;
/** No grid vertex is nearer than this to a contour's, as a part of the local step. */
const clearance = 0.62;
/**
 * Least opening of holes while triangulating: closed lips are held apart so that no triangle bridges them. It must
 * stay above the distance of contour points, or Delaunay joins across.
 */
const heldOpen = 0.04;

/** Builds the mesh over a picture of `width` x `height` pixels. */
export function buildFaceMesh(
  frame: FaceFrame,
  contours: FaceContours,
  width: number,
  height: number,
): FaceMesh {
  const builder = new MeshBuilder(frame);
  const mouth = builder.hole(contours.upperSeam, contours.lowerSeam);
  for (const vertex of mouth.upper) builder.sides.set(vertex, 'upper');
  for (const vertex of mouth.lower.slice(1, -1)) builder.sides.set(vertex, 'lower');
  const eyes = contours.eyes.map((eye) => builder.hole(eye.upper, eye.lower));
  for (const eye of contours.eyes) addLidRows(builder, eye);
  const lips = [contours.outerUpperLip, contours.outerLowerLip];
  for (const lip of lips) for (const point of lip) builder.add(point, point, 0.05);
  for (const line of [...contours.brows, contours.jaw, contours.nose]) {
    for (const point of line)
      if (inPicture(toPicture(frame, point), width, height)) builder.add(point, point, 0.05);
  }
  addBorder(builder, frame, width, height);
  addGrid(builder, frame, width, height);
  const triangles = Delaunator.from(builder.positions).triangles;
  const seam = contours;
  const vertices = builder.faces.map((face, i): Vertex => {
    const side = builder.sides.get(i) ?? (face[1] < heightAt(seam.upperSeam, face[0]) ? 'upper' : 'lower');
    return { face, side, picture: toPicture(frame, face) };
  });
  const holes = [mouth, ...eyes].map((hole) => hole.polygon);
  const kept = { skin: [] as number[], ground: [] as number[] };
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = [...triangles.subarray(i, i + 3)];
    const center = centroid(corners.map((corner) => at(builder.positions, corner)));
    const hidden = holes.some((polygon) => insidePolygon(polygon, center));
    (hidden ? kept.ground : kept.skin).push(...corners);
  }
  return {
    vertices,
    skin: Uint32Array.from(kept.skin),
    ground: Uint32Array.from(kept.ground),
    upperSeam: mouth.upper,
    lowerSeam: mouth.lower,
    lids: eyes.map(({ upper, lower }) => ({ upper, lower })),
  };
}

/** Rows beside the lids, so that the skin over a closing eye stretches along them, without teeth. */
function addLidRows(builder: MeshBuilder, eye: EyeContours): void {
  const rows = [
    ...[-0.035, -0.07, -0.11, -0.16].map((offset) => ({ lid: eye.upper, offset })),
    ...[0.05, 0.12].map((offset) => ({ lid: eye.lower, offset })),
  ];
  for (const { lid, offset } of rows) {
    for (const [x, y] of lid) builder.add([x, y + offset], [x, y + offset], 0.025);
  }
}

function centroid(points: readonly Point[]): Point {
  const [a, b, c] = [at(points, 0), at(points, 1), at(points, 2)];
  return [(a[0] + b[0] + c[0]) / 3, (a[1] + b[1] + c[1]) / 3];
}

function inPicture([x, y]: Point, width: number, height: number): boolean {
  return x > 0 && y > 0 && x < width - 1 && y < height - 1;
}

/** Collects vertices: where they are (`faces`) and where they stand while triangulating (`positions`). */
class MeshBuilder {
  readonly faces: Point[] = [];
  readonly positions: Point[] = [];
  readonly sides = new Map<number, Side>();
  readonly #frame: FaceFrame;

  constructor(frame: FaceFrame) {
    this.#frame = frame;
  }

  /** Adds a vertex unless one is nearer than `spacing`; answers its number, or undefined. */
  add(face: Point, position: Point = face, spacing = 0): number | undefined {
    if (spacing > 0 && this.nearest(position) < spacing) return undefined;
    this.faces.push(face);
    this.positions.push(position);
    return this.faces.length - 1;
  }

  addPicture(point: Point): void {
    this.add(toFace(this.#frame, point));
  }

  nearest([x, y]: Point): number {
    let least = Infinity;
    for (const other of this.positions) least = Math.min(least, (other[0] - x) ** 2 + (other[1] - y) ** 2);
    return Math.sqrt(least);
  }

  /** Both edges of an opening, sharing their first and last vertex, held apart while triangulating. */
  hole(
    upper: readonly Point[],
    lower: readonly Point[],
  ): { upper: number[]; lower: number[]; polygon: Point[] } {
    const last = upper.length - 1;
    const edges = { upper: [] as number[], lower: [] as number[] };
    for (const [i, top] of upper.entries()) {
      const bottom = at(lower, i);
      const corner = i === 0 || i === last;
      const middle = mix(top, bottom, 0.5);
      const apart = corner
        ? 0
        : Math.max(0, heldOpen * Math.sqrt(Math.sin((i / last) * Math.PI)) - (bottom[1] - top[1]) / 2);
      const above = this.#put(corner ? middle : top, -apart);
      const below = corner ? above : this.#put(bottom, apart);
      edges.upper.push(above);
      edges.lower.push(below);
    }
    const polygon = [...edges.upper, ...edges.lower.slice(1, -1).toReversed()].map((i) =>
      at(this.positions, i),
    );
    return { ...edges, polygon };
  }

  #put(face: Point, shiftY: number): number {
    this.faces.push(face);
    this.positions.push([face[0], face[1] + shiftY]);
    return this.faces.length - 1;
  }
}

/** The picture's edge, half a pixel outside the outermost pixel centres, so that every pixel is covered. */
function addBorder(builder: MeshBuilder, frame: FaceFrame, width: number, height: number): void {
  const [left, top, right, bottom] = [-0.5, -0.5, width - 0.5, height - 0.5];
  const columns = Math.max(2, Math.round(width / (outerStep * frame.size)));
  const rows = Math.max(2, Math.round(height / (outerStep * frame.size)));
  for (let i = 0; i <= columns; i++) {
    const x = left + ((right - left) * i) / columns;
    builder.addPicture([x, top]);
    builder.addPicture([x, bottom]);
  }
  for (let i = 1; i < rows; i++) {
    const y = top + ((bottom - top) * i) / rows;
    builder.addPicture([left, y]);
    builder.addPicture([right, y]);
  }
}

/** Rows of vertices, every other row shifted by half a step: near-equilateral triangles bend best. */
function addGrid(builder: MeshBuilder, frame: FaceFrame, width: number, height: number): void {
  const layers = [
    { step: mouthStep, inside: ([x, y]: Point) => Math.abs(x) < 0.75 && y > -0.4 && y < 0.55 },
    { step: eyeStep, inside: ([x, y]: Point) => Math.abs(x) < 1 && y > -1.7 && y < -0.65 },
    { step: faceStep, inside: ([x, y]: Point) => Math.abs(x) < 1.3 && y > -2.1 && y < 1.25 },
    { step: outerStep, inside: () => true },
  ];
  const corners: Point[] = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ];
  const reach = corners.map((corner) => toFace(frame, corner));
  const [minX, maxX] = [Math.min(...reach.map(([x]) => x)), Math.max(...reach.map(([x]) => x))];
  const [minY, maxY] = [Math.min(...reach.map(([, y]) => y)), Math.max(...reach.map(([, y]) => y))];
  for (const [layer, { step, inside }] of layers.entries()) {
    for (let row = Math.floor(minY / step); row * step < maxY; row++) {
      for (let column = Math.floor(minX / step); column * step < maxX; column++) {
        const point: Point = [(column + (row & 1) / 2) * step, row * step * 0.9];
        const finer = layers.slice(0, layer).some((other) => other.inside(point));
        if (finer || !inside(point) || outside(toPicture(frame, point), width, height, step * frame.size))
          continue;
        builder.add(point, point, step * clearance);
      }
    }
  }
}

function outside([x, y]: Point, width: number, height: number, step: number): boolean {
  const margin = step * 0.4;
  return x < margin || y < margin || x > width - margin || y > height - margin;
}
