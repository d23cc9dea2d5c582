import type { LandmarkScheme } from '../face-finder.js';
import type { Landmarks } from '../landmarks.js';
import { meanPoint, pick } from '../landmarks.js';
import type { FaceParts } from './colored-face.js';

/** Schemes that a stub network gives. */
export type StubScheme = Exclude<LandmarkScheme, 68>;

/** Which landmarks of a scheme lie on the eyes and the mouth (LivePortrait, `src/utils/crop.py`); 33 and 263 are corners. */
const onParts: Readonly<Record<StubScheme, readonly (readonly number[])[]>> = {
  106: [
    [33, 35, 40, 39],
    [87, 89, 94, 93],
    [52, 61],
  ],
  203: [
    [0, 6, 12, 18],
    [24, 30, 36, 42],
    [48, 66],
  ],
  478: [[468, 33], [473, 263], [14]],
};

/**
 * Every landmark of a scheme as shares of left eye, right eye and mouth, which say where it is whatever the face's place,
 * size and roll. Landmarks that are on no part lie on a circle around the face.
 * @returns 3 x count
 */
export function landmarkShares(scheme: StubScheme): Float32Array {
  const shares = new Float32Array(3 * scheme);
  for (let landmark = 0; landmark < scheme; landmark++) {
    const part = onParts[scheme].findIndex((indices) => indices.includes(landmark));
    const angle = (2 * Math.PI * landmark) / scheme;
    // Across the eyes, then from the eyes to the mouth.
    const [across, down] = [1.1 * Math.cos(angle), 0.45 + 0.9 * Math.sin(angle)];
    const around = [(1 - down) / 2 - across, (1 - down) / 2 + across, down];
    for (let i = 0; i < 3; i++) {
      shares[i * scheme + landmark] = part < 0 ? (around[i] ?? 0) : Number(part === i);
    }
  }
  return shares;
}

/** Where landmarks say that a face's parts are. */
export function partsIn(landmarks: Landmarks, scheme: StubScheme): FaceParts {
  const [leftEye = [], rightEye = [], mouth = []] = onParts[scheme];
  const middle = (indices: readonly number[]) => meanPoint(pick(landmarks, indices));
  return { leftEye: middle(leftEye), rightEye: middle(rightEye), mouth: middle(mouth) };
}
