import type { FaceMotion } from '../motion/face-motion.js';
import type { FaceContours } from './face-contours.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Vertex } from './face-mesh.js';
import { shapeNames, shapeOffsets } from './shape-fields.js';
import type { ShapeName } from './shape-fields.js';

/** For each shape, dx and dy of every vertex in face units, interleaved: [dx0, dy0, dx1, dy1, ...]. */
export type FaceShapes = ReadonlyMap<ShapeName, Float32Array>;

/** Offsets shrink to nothing at the picture's edge over this distance, in face units: the edge never opens. */
const edgeMargin = 0.35;

export function faceShapes(
  vertices: readonly Vertex[],
  contours: FaceContours,
  free: Float32Array,
): FaceShapes {
  const offsetsOf = shapeOffsets(contours);
  const shapes = new Map(shapeNames.map((name) => [name, new Float32Array(vertices.length * 2)]));
  for (const [i, vertex] of vertices.entries()) {
    const offsets = offsetsOf(vertex);
    for (const [k, name] of shapeNames.entries()) {
      const [dx, dy] = offsets[k] ?? [0, 0];
      const share = free[i] ?? 0;
      shapes.get(name)?.set([dx * share, dy * share], i * 2);
    }
  }
  return shapes;
}

/** 0 on the edge of a `width` x `height` picture, 1 well inside: how freely each vertex may move. */
export function freedom(
  vertices: readonly Pick<Vertex, 'picture'>[],
  frame: FaceFrame,
  width: number,
  height: number,
): Float32Array {
  return Float32Array.from(vertices, ({ picture: [x, y] }) => {
    const distance = Math.min(x + 0.5, y + 0.5, width - 0.5 - x, height - 0.5 - y);
    const t = Math.min(1, Math.max(0, distance / (edgeMargin * frame.size)));
    return t * t * (3 - 2 * t);
  });
}

/** How far each eye's lids are shut, winks included: 1 shut, 0 as in the portrait, -1 wide open. */
export function lidsOf(motion: FaceMotion): [left: number, right: number] {
  const { eyesClosed, winkLeft, winkRight } = motion;
  const shut = (wink: number): number => {
    const open = Math.min(0, eyesClosed) * (1 - wink);
    const closed = Math.max(0, eyesClosed);
    return open + closed + wink * (1 - closed);
  };
  return [shut(winkLeft), shut(winkRight)];
}

/** The weight of each shape that makes this motion; every combination stays free of folds (see the tests). */
export function shapeWeights(motion: FaceMotion): Record<ShapeName, number> {
  const open = 1 - motion.lipPress;
  const [left, right] = lidsOf(motion);
  // Both lids may not pass one another: what the lower one has come up, the upper one need not come down.
  const meeting = 1 - 0.32 * motion.squint;
  return {
    closeSource: 1,
    jawOpen: motion.jawOpen * open,
    lipsPart: motion.lipsPart * open,
    lipPress: motion.lipPress,
    lipTuck: motion.lipTuck * open,
    mouthWide: motion.mouthWide * (1 - 0.8 * motion.mouthRound),
    mouthRound: motion.mouthRound,
    smile: Math.max(0, motion.lipCornerUp) * (1 - 0.5 * motion.mouthRound),
    frown: Math.max(0, -motion.lipCornerUp),
    browUp: Math.max(0, motion.browUp),
    browDown: Math.max(0, -motion.browUp),
    browInner: motion.browInnerUp,
    leftLidsClose: Math.max(0, left) * meeting,
    rightLidsClose: Math.max(0, right) * meeting,
    leftLidsWide: Math.max(0, -left),
    rightLidsWide: Math.max(0, -right),
    squint: motion.squint,
  };
}
