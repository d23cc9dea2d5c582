import { frameSize } from '@parley/contracts';
import { toFace } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Point } from '../face-finding/landmarks.js';
import { freedom } from '../mesh-warp/face-shapes.js';
import { applyPose, headModel } from '../mesh-warp/head-pose.js';
import { restingFace } from '../motion/face-motion.js';

/** Of a face whose landmarks are not known, in face units. */
const usualFace = { chinY: 0.8, nose: [] };

/**
 * How far a full breath moves places in a live frame, in pixels (interleaved x, y, as the places are): the mesh's own way to
 * breathe, for which a bank needs no picture.
 */
export function chestRise(frame: FaceFrame, places: Float32Array): Float32Array {
  const vertices = Array.from({ length: places.length / 2 }, (_, i): { picture: Point } => ({
    picture: [places[2 * i] ?? 0, places[2 * i + 1] ?? 0],
  }));
  const faces = vertices.map(({ picture }) => toFace(frame, picture));
  const risen = Float32Array.from(faces.flat());
  const free = freedom(vertices, frame, frameSize, frameSize);
  applyPose(risen, headModel(faces, usualFace, free), { ...restingFace, breath: 1 });
  const { axisX, axisY, size } = frame;
  return Float32Array.from(
    faces.flatMap(([fromX, fromY], i) => {
      const x = (risen[2 * i] ?? fromX) - fromX;
      const y = (risen[2 * i + 1] ?? fromY) - fromY;
      return [(x * axisX - y * axisY) * size, (y * axisX + x * axisY) * size];
    }),
  );
}
