import type { FaceBox } from '../avatar-engine.js';
import type { Point } from './landmarks.js';

/** Points of an upright face at rest, of the picture's left half; x from the middle of the face, in halves of the box. */
const jaw: readonly Point[] = [
  [-0.97, 0.4],
  [-0.95, 0.52],
  [-0.9, 0.63],
  [-0.81, 0.74],
  [-0.67, 0.83],
  [-0.51, 0.91],
  [-0.34, 0.96],
  [-0.17, 0.985],
];
const brow: readonly Point[] = [
  [-0.8, 0.3],
  [-0.67, 0.255],
  [-0.5, 0.245],
  [-0.34, 0.265],
  [-0.2, 0.295],
];
const eye: readonly Point[] = [
  [-0.62, 0.395],
  [-0.52, 0.37],
  [-0.38, 0.37],
  [-0.28, 0.4],
  [-0.39, 0.42],
  [-0.52, 0.42],
];
const nose: readonly Point[] = [
  [0, 0.4],
  [0, 0.47],
  [0, 0.535],
  [0, 0.6],
];
const nostrils: readonly Point[] = [
  [-0.2, 0.64],
  [-0.1, 0.655],
];
const outerUpperLip: readonly Point[] = [
  [-0.38, 0.775],
  [-0.25, 0.755],
  [-0.1, 0.74],
];
const outerLowerLip: readonly Point[] = [
  [-0.25, 0.82],
  [-0.1, 0.84],
];
const innerUpperLip: readonly Point[] = [
  [-0.33, 0.777],
  [-0.1, 0.78],
];
const innerLowerLip: readonly Point[] = [[-0.1, 0.785]];

const mirrored = (points: readonly Point[]): Point[] => points.map(([x, y]): Point => [-x, y]);
const reversed = (points: readonly Point[]): Point[] => mirrored(points).toReversed();
const middle = (y: number): Point => [0, y];
/** The right eye begins at its inner corner. */
const rightEye = [3, 2, 1, 0, 5, 4].flatMap((index) => mirrored(eye.slice(index, index + 1)));

const template: readonly Point[] = [
  [...jaw, middle(1), ...reversed(jaw)],
  [...brow, ...reversed(brow)],
  nose,
  [...nostrils, middle(0.665), ...reversed(nostrils)],
  [...eye, ...rightEye],
  [...outerUpperLip, middle(0.748), ...reversed(outerUpperLip)],
  [...mirrored(outerLowerLip), middle(0.845), ...outerLowerLip.toReversed()],
  [...innerUpperLip, middle(0.782), ...reversed(innerUpperLip)],
  [...mirrored(innerLowerLip), middle(0.787), ...innerLowerLip],
].flat();

/** The 68 landmarks of a face that looks straight ahead and fills the box from the middle of its forehead to its chin. */
export function faceInBox({ left, top, width, height }: FaceBox): Point[] {
  return template.map(([x, y]): Point => [left + (width * (1 + x)) / 2, top + height * y]);
}
