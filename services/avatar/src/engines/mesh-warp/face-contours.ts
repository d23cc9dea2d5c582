import { toFace } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { Landmarks, Point } from '../face-finding/landmarks.js';
import { indices, meanPoint, pick } from '../face-finding/landmarks.js';
import { heightAt, mix, resample } from './spline.js';

/** Points along the line between the lips, corners included. */
export const seamCount = 15;
/** Points along each eyelid, corners included. */
export const lidCount = 9;

export interface EyeContours {
  /** From the picture's left corner to its right one; both lids share the corners. */
  upper: Point[];
  lower: Point[];
  center: Point;
  halfWidth: number;
  /** y of the lower edge of the brow above the middle of this eye. */
  browY: number;
}

/** The face's lines, all in face coordinates. */
export interface FaceContours {
  /** Upper and lower edge of the opening between the lips; the same line where the portrait's mouth is closed. */
  upperSeam: Point[];
  lowerSeam: Point[];
  /** Widest opening of the portrait's own mouth; 0 for a closed one. */
  sourceGap: number;
  outerUpperLip: Point[];
  outerLowerLip: Point[];
  mouthHalfWidth: number;
  eyes: readonly [EyeContours, EyeContours];
  jaw: Point[];
  nose: Point[];
  brows: readonly [Point[], Point[]];
  chinY: number;
}

/** Landmark models give closed lips a little air; less than this (in face units) is a closed mouth. */
const closedGap = 0.07;

export function faceContours(landmarks: Landmarks, frame: FaceFrame): FaceContours {
  const curve = (wanted: readonly number[]): Point[] =>
    pick(landmarks, wanted).map((point) => toFace(frame, point));
  const seam = seamOf(
    resample(curve(indices.innerUpperLip), seamCount),
    resample(curve(indices.innerLowerLip), seamCount),
  );
  const [left, right] = pick(landmarks, [48, 54]).map((point) => toFace(frame, point));
  const leftBrow = curve(indices.leftBrow);
  const rightBrow = curve(indices.rightBrow);
  const jaw = curve(indices.jaw);
  return {
    ...seam,
    outerUpperLip: resample(curve(indices.outerUpperLip), seamCount),
    outerLowerLip: resample(curve(indices.outerLowerLip), seamCount),
    mouthHalfWidth: ((right?.[0] ?? 0.4) - (left?.[0] ?? -0.4)) / 2,
    eyes: [
      eyeOf(curve(indices.leftEyeUpper), curve(indices.leftEyeLower), leftBrow),
      eyeOf(curve(indices.rightEyeUpper), curve(indices.rightEyeLower), rightBrow),
    ],
    jaw,
    nose: curve(indices.nose),
    brows: [leftBrow, rightBrow],
    chinY: Math.max(...jaw.map(([, y]) => y)),
  };
}

function seamOf(upper: Point[], lower: Point[]): Pick<FaceContours, 'upperSeam' | 'lowerSeam' | 'sourceGap'> {
  const gap = Math.max(...upper.map((point, i) => (lower[i]?.[1] ?? 0) - point[1]));
  if (gap >= closedGap) return { upperSeam: upper, lowerSeam: lower, sourceGap: gap };
  const middle = upper.map((point, i) => mix(point, lower[i] ?? point, 0.5));
  return { upperSeam: middle, lowerSeam: middle.map(([x, y]): Point => [x, y]), sourceGap: 0 };
}

function eyeOf(upper: Point[], lower: Point[], brow: readonly Point[]): EyeContours {
  const center = meanPoint([...upper, ...lower]);
  const curves = { upper: resample(upper, lidCount), lower: resample(lower, lidCount) };
  const halfWidth = ((upper.at(-1)?.[0] ?? 0) - (upper[0]?.[0] ?? 0)) / 2;
  return { ...curves, center, halfWidth, browY: heightAt(brow, center[0]) };
}
