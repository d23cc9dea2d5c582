import { ParleyError } from '@parley/contracts';
import type { Point } from '../../face-finding/landmarks.js';
import type { Affine } from './affine.js';
import { inverse, toFloat32 } from './affine.js';
import { faceRectangle } from './face-rectangle.js';

/** How much around a face its crop shows. */
export interface CropSetting {
  /** Pixels of the crop's side. */
  side: number;
  /** Side of the crop over the longer side of the box around the landmarks. */
  scale: number;
  /** How far the crop lies below the box's middle, as a share of its side; negative shows more forehead. */
  down: number;
}

/** The face that is moved and drawn anew. LivePortrait, `src/config/crop_config.py`. */
export const sourceCrop: CropSetting = { side: 512, scale: 2.3, down: -0.125 };
/** A face in a driving video; such a crop is not turned upright. */
export const drivingCrop: CropSetting = { side: 512, scale: 2.2, down: -0.1 };
/** What the model of 203 landmarks sees (`src/utils/human_landmark_runner.py`). */
export const landmarkCrop: CropSetting = { side: 224, scale: 1.5, down: -0.1 };

/** A crop of a picture, there and back. Both are exact in 32-bit floats, as the reference's are. */
export interface CropTransform {
  toCrop: Affine;
  toPicture: Affine;
  /** Pixels of the crop's side. */
  side: number;
}

/** A square of a picture, along its sides. */
export interface FaceSquareBox {
  left: number;
  top: number;
  side: number;
}

/**
 * The crop of a face, turned upright (LivePortrait, `src/utils/crop.py`).
 *
 * @param landmarks 5, 9, 68, 101, 106, 203 or 478 of them, in pixels of the picture.
 * @throws ParleyError `no_face_found` where they have no extent or are not finite, `engine_failed` for another count.
 */
export function cropFace(landmarks: readonly Point[], setting: CropSetting): CropTransform {
  const { center, side, angle } = faceRectangle(landmarks, setting);
  return cropTransform(center, side, angle, setting.side);
}

/** The square around a driving face, not turned. @throws as `cropFace`. */
export function drivingBox(landmarks: readonly Point[], setting: CropSetting = drivingCrop): FaceSquareBox {
  const { center, side } = faceRectangle(landmarks, setting);
  return { left: center[0] - side / 2, top: center[1] - side / 2, side };
}

/** The mean square over the frames of a driving video. @throws ParleyError `no_face_found` for no frames. */
export function averageBox(boxes: readonly FaceSquareBox[]): FaceSquareBox {
  if (boxes.length === 0) throw new ParleyError('no_face_found', 'No frame of the video shows a face.');
  const mean = (of: (box: FaceSquareBox) => number): number =>
    boxes.reduce((sum, box) => sum + of(box), 0) / boxes.length;
  return { left: mean((box) => box.left), top: mean((box) => box.top), side: mean((box) => box.side) };
}

/** The crop that shows a square. @throws ParleyError `no_face_found` where it has no size. */
export function cropBox(
  { left, top, side }: FaceSquareBox,
  pixels: number = drivingCrop.side,
): CropTransform {
  return cropTransform([left + side / 2, top + side / 2], side, 0, pixels);
}

function cropTransform([x, y]: Point, side: number, angle: number, pixels: number): CropTransform {
  const scale = pixels / side;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const toCrop = toFloat32([
    scale * cosine,
    scale * sine,
    pixels / 2 - scale * (cosine * x + sine * y),
    -scale * sine,
    scale * cosine,
    pixels / 2 - scale * (-sine * x + cosine * y),
  ]);
  return { toCrop, toPicture: toFloat32(inverse(toCrop)), side: pixels };
}
