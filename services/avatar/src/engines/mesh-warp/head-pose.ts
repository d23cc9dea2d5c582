import type { FaceMotion } from '../motion/face-motion.js';
import type { FaceContours } from './face-contours.js';
import type { Point } from '../face-finding/landmarks.js';

/**
 * A head seen as a shallow solid: each vertex has a depth and a share in the head's movement. Turned by a few degrees,
 * near parts pass before far ones (2.5-D), and what is not head stays.
 */
export interface HeadModel {
  /** Share of each vertex in the head's movement, 0 (background, shoulders) to 1. */
  share: Float32Array;
  /** Distance towards the viewer, in face units. */
  depth: Float32Array;
  /** Share of each vertex in the chest's rise. */
  chest: Float32Array;
}

/** Middle and half axes of the head with its hair, in face units. */
const headCenterY = -0.75;
const headHalfWidth = 1.42;
const headHalfHeight = 1.95;
/** The head's movement fades to nothing at this many half axes. */
const fadeTo = 1.95;
/** The joint on which the head nods and turns: below the chin and behind the face. */
const jointY = 1.15;
const jointDepth = 0.5;
const chestRise = 0.022;

/** @param freedom how freely each point may move, 0..1 */
export function headModel(
  faces: readonly Point[],
  contours: Pick<FaceContours, 'nose' | 'chinY'>,
  freedom: Float32Array,
): HeadModel {
  const noseTip = contours.nose[3] ?? [0, -0.45];
  const share = new Float32Array(faces.length);
  const depth = new Float32Array(faces.length);
  const chest = new Float32Array(faces.length);
  for (const [i, [x, y]] of faces.entries()) {
    const radius = Math.hypot(x / headHalfWidth, (y - headCenterY) / headHalfHeight);
    const fade = 1 - smooth(1, fadeTo, radius);
    const neck = 1 - smooth(contours.chinY * 0.9, contours.chinY + 1.3, y);
    const free = freedom[i] ?? 0;
    share[i] = fade * neck * free;
    const nose = 0.26 * Math.exp(-(((x - noseTip[0]) / 0.2) ** 2) - ((y - noseTip[1]) / 0.3) ** 2);
    depth[i] = 0.95 * Math.sqrt(Math.max(0, 1 - (x / 1.35) ** 2 - ((y + 0.55) / 1.9) ** 2)) + nose;
    chest[i] = free * smooth(contours.chinY * 0.6, contours.chinY + 0.8, y);
  }
  return { share, depth, chest };
}

/**
 * Turns points (interleaved x, y in face units) in place by the motion's pose: nod and turn with parallax, tilt about
 * the joint of the neck, and the chest's breath.
 */
export function applyPose(points: Float32Array, model: HeadModel, motion: FaceMotion): void {
  const [yaw, pitch, roll] = [motion.yaw, motion.pitch, motion.roll].map(
    (degrees) => (degrees * Math.PI) / 180,
  );
  const [sinYaw, sinPitch, sinRoll] = [Math.sin(yaw ?? 0), Math.sin(pitch ?? 0), Math.sin(roll ?? 0)];
  const [cosYaw, cosPitch, cosRoll] = [Math.cos(yaw ?? 0), Math.cos(pitch ?? 0), Math.cos(roll ?? 0)];
  for (let i = 0; i < model.share.length; i++) {
    const share = model.share[i] ?? 0;
    const rise = chestRise * motion.breath * ((model.chest[i] ?? 0) + share * 0.5);
    const x = points[2 * i] ?? 0;
    const y = points[2 * i + 1] ?? 0;
    if (share === 0) {
      points[2 * i + 1] = y - rise;
      continue;
    }
    const depth = (model.depth[i] ?? 0) + jointDepth;
    const turnedX = x * cosYaw + depth * sinYaw;
    const nodY = (y - headCenterY) * cosPitch + depth * sinPitch + headCenterY;
    const armY = nodY - jointY;
    const tiltedX = turnedX * cosRoll - armY * sinRoll;
    const tiltedY = turnedX * sinRoll + armY * cosRoll + jointY;
    points[2 * i] = x + (tiltedX - x) * share;
    points[2 * i + 1] = y + (tiltedY - y) * share - rise;
  }
}

function smooth(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
