import { toFace, toPicture } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Point } from '../face-finding/landmarks.js';
import type { BankArea } from './bank-plan.js';

/** A rectangle of whole pixels. */
export interface PixelBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A rectangle in face units; what it holds fades to nothing over `fade` inside its edges. */
interface FaceBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
  fade: number;
}

/** What a node changes: where things move, and, within that, where their look is taken from its picture. */
export interface FaceArea {
  moves: FaceBox;
  looks: FaceBox;
}

/** In face units, the mouth wide open (its lower lip at 0.55, the chin near 1.35). */
export const faceAreas: Readonly<Record<BankArea, FaceArea>> = {
  mouth: {
    moves: { left: -1.35, right: 1.35, top: -0.95, bottom: 2.3, fade: 0.35 },
    looks: { left: -1, right: 1, top: -0.62, bottom: 1.75, fade: 0.22 },
  },
  eyes: {
    moves: { left: -1.2, right: 1.2, top: -1.75, bottom: -0.45, fade: 0.2 },
    looks: { left: -1.02, right: 1.02, top: -1.5, bottom: -0.62, fade: 0.12 },
  },
  brows: {
    moves: { left: -1.4, right: 1.4, top: -2.5, bottom: -0.72, fade: 0.25 },
    looks: { left: -1.2, right: 1.2, top: -2.1, bottom: -0.85, fade: 0.18 },
  },
  face: {
    moves: { left: -2.6, right: 2.6, top: -3.5, bottom: 2.8, fade: 0.5 },
    looks: { left: -1.7, right: 1.7, top: -2.9, bottom: 1.9, fade: 0.4 },
  },
};

/** Half the width of the stretch in the middle of the face over which one eye's share gives way to the other's. */
const eyesOverlap = 0.12;

/** The smallest box of pixels around a box of the face, cut at the edges of a square picture of `side` pixels. */
export function pixelBox(box: FaceBox, frame: FaceFrame, side: number): PixelBox {
  const corners = [box.left, box.right].flatMap((x) =>
    [box.top, box.bottom].map((y): Point => toPicture(frame, [x, y])),
  );
  const within = (value: number): number => Math.min(side, Math.max(0, value));
  const left = within(Math.floor(Math.min(...corners.map(([x]) => x))));
  const top = within(Math.floor(Math.min(...corners.map(([, y]) => y))));
  const right = within(Math.ceil(Math.max(...corners.map(([x]) => x))));
  const bottom = within(Math.ceil(Math.max(...corners.map(([, y]) => y))));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** How much of an area's change a place takes, 0..1. */
export function areaShare(box: FaceBox, frame: FaceFrame, place: Point): number {
  const [x, y] = toFace(frame, place);
  const edges = [x - box.left, box.right - x, y - box.top, box.bottom - y];
  return edges.reduce((share, distance) => share * smooth(distance / box.fade), 1);
}

/** The share of the picture's left eye in a place: 1 at that eye, 0 at the other. */
export function leftEyeShare(frame: FaceFrame, place: Point): number {
  const [x] = toFace(frame, place);
  return 1 - smooth((x + eyesOverlap) / (2 * eyesOverlap));
}

function smooth(position: number): number {
  const t = Math.min(1, Math.max(0, position));
  return t * t * (3 - 2 * t);
}
