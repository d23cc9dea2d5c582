import { ParleyError } from '@parley/contracts';
import type { Point } from '../../face-finding/landmarks.js';
import type { Affine } from './affine.js';
import { inverse, toFloat32 } from './affine.js';
import { faceRectangle } from './face-rectangle.js';

const float = Math.fround;

/** How much around a face its crop shows. */
export interface CropSetting {
  /** Pixels of the crop's side. */
  side: number;
  /** Side of the crop over the longer side of the box around the landmarks. */
  scale: number;
  /** How far the crop lies below the box's middle, as a share of its side; negative shows more forehead. */
  down: number;
  /** Whether the face is turned upright. */
  upright: boolean;
}

/** The face that is moved and drawn anew. LivePortrait, `src/config/crop_config.py`. */
export const sourceCrop: CropSetting = { side: 512, scale: 2.3, down: -0.125, upright: true };
/** A face in a driving video. */
export const drivingCrop: CropSetting = { side: 512, scale: 2.2, down: -0.1, upright: false };
/** What the model of 203 landmarks sees (`src/utils/human_landmark_runner.py`). */
export const landmarkCrop: CropSetting = { side: 224, scale: 1.5, down: -0.1, upright: true };

/** A crop of a picture, there and back. Both are exact in 32-bit floats, as the reference's are. */
export interface CropTransform {
  toCrop: Affine;
  toPicture: Affine;
  /** Pixels of the crop's side. */
  side: number;
}

/** A square of a picture, along its sides, in pixels; exact in 32-bit floats. */
export interface FaceBounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * The crop of a face (LivePortrait, `src/utils/crop.py`).
 *
 * @param landmarks 5, 9, 68, 101, 106, 203 or 478 of them, in pixels of the picture.
 * @throws ParleyError `no_face_found` where they have no extent or are not finite, `engine_failed` for another count.
 */
export function cropFace(landmarks: readonly Point[], setting: CropSetting): CropTransform {
  const { center, side, angle } = faceRectangle(landmarks, setting);
  return cropTransform(center, side, setting.upright ? angle : 0, setting.side);
}

/** The square around a driving face, not turned. @throws as `cropFace`. */
export function drivingBounds(landmarks: readonly Point[], setting: CropSetting = drivingCrop): FaceBounds {
  const { center, side } = faceRectangle(landmarks, setting);
  const [x, y, half] = [center[0], center[1], side / 2];
  return { left: float(x - half), top: float(y - half), right: float(x + half), bottom: float(y + half) };
}

/** The mean square over the frames of a driving video. @throws ParleyError `no_face_found` for no frames. */
export function averageBounds(frames: readonly FaceBounds[]): FaceBounds {
  if (frames.length === 0) throw new ParleyError('no_face_found', 'No frame of the video shows a face.');
  const mean = (edge: keyof FaceBounds): number =>
    float(frames.reduce((sum, frame) => float(sum + frame[edge]), 0) / frames.length);
  return { left: mean('left'), top: mean('top'), right: mean('right'), bottom: mean('bottom') };
}

/** The crop that shows a square, not turned. @throws ParleyError `no_face_found` where it has no size. */
export function cropBounds(bounds: FaceBounds, pixels: number = drivingCrop.side): CropTransform {
  const { left, top, right, bottom } = bounds;
  return cropTransform([float((left + right) / 2), float((top + bottom) / 2)], right - left, 0, pixels);
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
