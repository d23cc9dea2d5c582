import { frameSize } from '@parley/contracts';
import { toFace } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Point } from '../face-finding/landmarks.js';
import { freedom } from '../mesh-warp/face-shapes.js';
import { applyPose, headModel } from '../mesh-warp/head-pose.js';
import type { HeadModel } from '../mesh-warp/head-pose.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { FaceBank } from './face-bank.js';

/** Of a face whose landmarks are not known, in face units. */
const usualFace = { chinY: 0.8, nose: [] };

/** The head's tilt and the chest's breath, for which a bank has no pictures: the mesh's own way to move. */
export class HeadSway {
  readonly #frame: FaceFrame;
  readonly #model: HeadModel;
  readonly #faces: Float32Array;

  constructor({ frame, grid, shape }: Pick<FaceBank, 'frame' | 'grid' | 'shape'>) {
    const vertices = Array.from({ length: grid.places.length / 2 }, (_, i): { picture: Point } => {
      const x = (grid.places[2 * i] ?? 0) + (shape[2 * i] ?? 0);
      return { picture: [x, (grid.places[2 * i + 1] ?? 0) + (shape[2 * i + 1] ?? 0)] };
    });
    const free = freedom(vertices, frame, frameSize, frameSize);
    const faces = vertices.map(({ picture }) => toFace(frame, picture));
    this.#frame = frame;
    this.#model = headModel(faces, usualFace, free);
    this.#faces = new Float32Array(2 * faces.length);
  }

  /** Moves places in the live frame (interleaved x, y in pixels) by a motion's roll and breath. */
  apply(places: Float32Array, motion: FaceMotion): void {
    if (motion.roll === 0 && motion.breath === 0) return;
    const { origin, axisX, axisY, size } = this.#frame;
    const faces = this.#faces;
    for (let i = 0; i < places.length; i += 2) {
      const x = ((places[i] as number) - origin[0]) / size;
      const y = ((places[i + 1] as number) - origin[1]) / size;
      faces[i] = x * axisX + y * axisY;
      faces[i + 1] = y * axisX - x * axisY;
    }
    applyPose(faces, this.#model, { ...motion, yaw: 0, pitch: 0 });
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [faces[i] as number, faces[i + 1] as number];
      places[i] = origin[0] + (x * axisX - y * axisY) * size;
      places[i + 1] = origin[1] + (y * axisX + x * axisY) * size;
    }
  }
}
