import type { Landmarks, Point } from './landmarks.js';
import { indices, meanPoint, pick } from './landmarks.js';

/**
 * The face's own coordinates, so that all geometry below is written once for every size and roll of face: the origin
 * lies between the corners of the mouth, x runs along the eyes, y towards the chin, and the unit (`size` pixels) is
 * the mean of the distances eye to eye and eyes to mouth: about 65 mm on an adult. In these units the eyes lie
 * near (+-0.5, -1), the brows near -1.35, the chin near 0.8.
 */
export interface FaceFrame {
  origin: Point;
  /** Unit vector along the eyes, in pixels; the y axis is (-axisY, axisX). */
  axisX: number;
  axisY: number;
  size: number;
}

export function faceFrame(landmarks: Landmarks): FaceFrame {
  const left = meanPoint(pick(landmarks, indices.leftEye));
  const right = meanPoint(pick(landmarks, indices.rightEye));
  const mouth = meanPoint(pick(landmarks, [48, 54, 60, 64]));
  const eyes = meanPoint([left, right]);
  const apart = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const down = Math.hypot(mouth[0] - eyes[0], mouth[1] - eyes[1]);
  // The line of the eyes and the line down to the mouth both tell the roll; together they err less.
  const x = (right[0] - left[0]) / apart + (mouth[1] - eyes[1]) / down;
  const y = (right[1] - left[1]) / apart - (mouth[0] - eyes[0]) / down;
  const length = Math.hypot(x, y);
  return { origin: mouth, axisX: x / length, axisY: y / length, size: (apart + down) / 2 };
}

export function toFace(frame: FaceFrame, [x, y]: Point): Point {
  const dx = (x - frame.origin[0]) / frame.size;
  const dy = (y - frame.origin[1]) / frame.size;
  return [dx * frame.axisX + dy * frame.axisY, dy * frame.axisX - dx * frame.axisY];
}

export function toPicture(frame: FaceFrame, [x, y]: Point): Point {
  return [
    frame.origin[0] + (x * frame.axisX - y * frame.axisY) * frame.size,
    frame.origin[1] + (y * frame.axisX + x * frame.axisY) * frame.size,
  ];
}
