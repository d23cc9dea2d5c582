import type { FaceBox } from '../avatar-engine.js';
import type { Affine } from '../liveportrait/geometry/affine.js';
import type { Point } from './landmarks.js';

/** A quarter of the box is added on each side (MediaPipe, `face_landmark_front_detection_to_roi.pbtxt`). */
const margin = 1.5;

/**
 * The square that MediaPipe's face mesh looks at, upright whatever the roll of the face.
 * @param eyes the eye on the picture's left, then the one on its right
 * @param side of the network's input, in pixels
 * @returns from the network's input to the picture
 */
export function faceMeshRegion(
  { left, top, width, height }: FaceBox,
  eyes: readonly [left: Point, right: Point],
  side: number,
): Affine {
  const [[leftX, leftY], [rightX, rightY]] = eyes;
  const roll = Math.atan2(rightY - leftY, rightX - leftX);
  const scale = (Math.max(width, height) * margin) / side;
  const [cos, sin] = [scale * Math.cos(roll), scale * Math.sin(roll)];
  const [x, y, middle] = [left + width / 2, top + height / 2, side / 2];
  return [cos, -sin, x - (cos - sin) * middle, sin, cos, y - (sin + cos) * middle];
}
