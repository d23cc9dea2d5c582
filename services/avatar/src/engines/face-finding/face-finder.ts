import type { FaceBox } from '../avatar-engine.js';
import type { RgbPicture } from '../picture/picture.js';
import type { Landmarks } from './landmarks.js';

/**
 * Whose landmarks they are; the number of points names the scheme: 68 is iBUG 300-W, 106 InsightFace, 203
 * LivePortrait, 478 MediaPipe.
 */
export type LandmarkScheme = 68 | 106 | 203 | 478;

export interface FoundFace {
  /** Forehead to chin and cheek to cheek, in pixels; may reach out of the picture. */
  box: FaceBox;
  /** As many as `scheme` says, in pixels. */
  landmarks: Landmarks;
  scheme: LandmarkScheme;
}

export interface FaceSighting {
  /** The largest face. */
  face: FoundFace;
  /** Faces in the picture. */
  faces: number;
}

/** Finds upright faces; what is turned is the caller's (`findPortraitFace`). */
export interface FaceFinder {
  /** The largest face with its landmarks, or undefined where there is none. */
  find(picture: RgbPicture, signal?: AbortSignal): Promise<FaceSighting | undefined>;

  /** The landmarks of the face in this box, or undefined where none can be seen there. */
  lookAt(picture: RgbPicture, box: FaceBox, signal?: AbortSignal): Promise<FoundFace | undefined>;

  release(): Promise<void>;
}

export function areaOf({ width, height }: FaceBox): number {
  return width * height;
}

/** The smallest box around points. */
export function boxAround(points: Landmarks): FaceBox {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** Area that two boxes share, over the area that they cover together: 0 to 1. */
export function overlapOf(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (areaOf(a) + areaOf(b) - width * height);
}
