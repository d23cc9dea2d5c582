import type { EyeContours, FaceContours } from './face-contours.js';
import type { Side, Vertex } from './face-mesh.js';
import type { Point } from '../face-finding/landmarks.js';
import { heightAt } from './spline.js';

/**
 * How each movement of the face moves a point of its skin: smooth fields over face coordinates, in face units, found
 * by looking at faces and at contact sheets. A field's strength is reached at weight 1.
 */
export const shapeNames = [
  'closeSource',
  'jawOpen',
  'lipsPart',
  'lipPress',
  'lipTuck',
  'mouthWide',
  'mouthRound',
  'smile',
  'frown',
  'browUp',
  'browDown',
  'browInner',
  'leftLidsClose',
  'rightLidsClose',
  'leftLidsWide',
  'rightLidsWide',
  'squint',
] as const;
export type ShapeName = (typeof shapeNames)[number];

/** How far the lower lip's middle goes down at jawOpen 1. */
const jawDrop = 0.54;
/** The corners of the mouth follow the jaw this far. */
const cornerFollow = 0.3;

type Field = (point: Point, side: Side) => Point;

/** For a face with these contours: where a vertex goes by each shape, one [dx, dy] for each name in `shapeNames`. */
export function shapeOffsets(contours: FaceContours): (vertex: Vertex) => Point[] {
  const fields: Record<ShapeName, Field> = {
    ...mouthFields(contours),
    ...browFields(contours),
    ...lidFields(contours),
  };
  return ({ face, side }) => shapeNames.map((name) => fields[name](face, side));
}

const gauss = (x: number): number => Math.exp(-x * x);
const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));
const smooth = (from: number, to: number, x: number): number => {
  const t = clamp01((x - from) / (to - from));
  return t * t * (3 - 2 * t);
};

type MouthField =
  | 'closeSource'
  | 'jawOpen'
  | 'lipsPart'
  | 'lipPress'
  | 'lipTuck'
  | 'mouthWide'
  | 'mouthRound'
  | 'smile'
  | 'frown';

function mouthFields(contours: FaceContours): Record<MouthField, Field> {
  const { mouthHalfWidth: half, chinY } = contours;
  const seamY = (x: number): number => heightAt(contours.upperSeam, x);
  /** Height above (-) or below (+) the line between the lips. */
  const height = ([x, y]: Point, side: Side): number =>
    side === 'upper' ? y - heightAt(contours.upperSeam, x) : y - heightAt(contours.lowerSeam, x);
  /** 1 in the middle of the mouth, 0 at and beyond its corners. */
  const arch = (x: number): number => Math.max(0, 1 - (x / half) ** 2) ** 0.7;
  const near = (point: Point, rx: number, ry: number): number =>
    Math.exp(-(((point[0] / rx) ** 2 + ((point[1] - seamY(point[0]) * 0.5) / ry) ** 2) ** 1.4));
  /** 1 at the mouth, 0 at the outline of the cheeks, which sideways movement of the lips must not dent. */
  const inCheeks = ([x, y]: Point): number =>
    (1 - smooth(half * 0.85, half * 2, Math.abs(x))) * gauss((y - seamY(x) * 0.5) / 0.36);
  const thickness = (point: Point): number => Math.min(0.2, Math.abs(point[1] - seamY(point[0])));

  return {
    closeSource: ([x, y], side) => {
      const gap = Math.max(0, heightAt(contours.lowerSeam, x) - heightAt(contours.upperSeam, x));
      const away = height([x, y], side);
      return [0, side === 'upper' ? gap * 0.35 * gauss(away / 0.25) : -gap * 0.65 * gauss(away / 0.35)];
    },
    jawOpen: (point, side) => [
      jawTuckIn(point, side, chinY),
      jawDrop * jawField(point, side, height(point, side), arch, half, chinY),
    ],
    lipsPart: (point, side) => {
      const away = height(point, side);
      const open = arch(point[0]);
      return [0, side === 'upper' ? -0.055 * open * gauss(away / 0.22) : 0.085 * open * gauss(away / 0.26)];
    },
    lipPress: (point, side) => {
      const pull = 0.34 * thickness(point) * near(point, half * 1.1, 0.24);
      return [-point[0] * 0.05 * near(point, half * 1.3, 0.3), side === 'upper' ? pull : -pull];
    },
    lipTuck: (point, side) => {
      const away = height(point, side);
      const open = arch(point[0]);
      if (side === 'upper') return [0, -0.05 * open * gauss(away / 0.2)];
      return [0, -0.075 * open * gauss(away / 0.2) + 0.03 * open * gauss((away - 0.14) / 0.08)];
    },
    mouthWide: (point) => {
      const across = Math.max(-1.25, Math.min(1.25, point[0] / half));
      const thinner = -0.12 * (point[1] - seamY(point[0])) * near(point, half * 1.2, 0.3);
      return [0.115 * across * inCheeks(point), thinner];
    },
    mouthRound: (point) => {
      const across = Math.max(-1.25, Math.min(1.25, point[0] / half));
      const fuller = 0.28 * (point[1] - seamY(point[0])) * near(point, half * 0.9, 0.26);
      return [-0.165 * across * inCheeks(point), fuller];
    },
    smile: (point, side) => cornerField(point, side, half, seamY, 1),
    frown: (point, side) => cornerField(point, side, half, seamY, -1),
  };
}

/** Narrowing of the lower face as the jaw drops. */
function jawTuckIn([x, y]: Point, side: Side, chinY: number): number {
  if (side === 'upper') return 0;
  return -0.05 * x * smooth(0, chinY, y) * (1 - smooth(chinY, chinY + 0.6, y)) * gauss(x / 1.1);
}

/**
 * Share of the jaw's drop: the lower lip's middle and the chin take all of it, the corners of the mouth a part, cheeks
 * less towards the hinge by the ears, the neck takes up the rest below the chin.
 */
function jawField(
  [x, y]: Point,
  side: Side,
  away: number,
  arch: (x: number) => number,
  half: number,
  chinY: number,
): number {
  const breadth = Math.exp(-((Math.abs(x) / 0.98) ** 3));
  const corner = cornerFollow * breadth;
  if (side === 'upper') {
    const besideMouth = smooth(0.75, 1.05, Math.abs(x) / half);
    return corner * besideMouth * gauss(away / 0.42);
  }
  const lip = corner + (1 - corner) * arch(x);
  const towardsChin = smooth(-0.05, chinY * 0.62, away);
  const jaw = lip + (0.94 * breadth - lip) * towardsChin;
  return jaw * (1 - smooth(chinY * 0.95, chinY + 1.2, y));
}

/** Corners of the mouth up and out with the cheeks (`sense` 1), or down (-1). */
function cornerField(
  [x, y]: Point,
  side: Side,
  half: number,
  seamY: (x: number) => number,
  sense: 1 | -1,
): Point {
  const across = x / half;
  const away = y - seamY(x);
  const corner =
    Math.min(1.2, Math.abs(across)) ** 1.7 * Math.exp(-((Math.max(0, Math.abs(across) - 1) / 0.75) ** 2));
  const reach = gauss(away / (sense > 0 ? 0.42 : 0.34));
  const cheek = gauss((Math.abs(x) - half * 1.45) / 0.34) * gauss((y + 0.36) / 0.34);
  const middle = (1 - Math.min(1, across * across)) * gauss(away / 0.3);
  if (sense > 0) {
    return [
      Math.sign(x) * (0.075 * corner * reach + 0.03 * cheek),
      -0.17 * corner * reach - 0.07 * cheek + 0.02 * middle * (side === 'lower' ? 1 : 0.6),
    ];
  }
  return [-Math.sign(x) * 0.02 * corner * reach, 0.13 * corner * reach - 0.035 * middle];
}

function browFields(contours: FaceContours): Record<'browUp' | 'browDown' | 'browInner', Field> {
  const [left, right] = contours.brows;
  const line = (x: number): number => (x < 0 ? heightAt(left, x) : heightAt(right, x));
  const lid = (x: number): number => {
    const eye = x < 0 ? contours.eyes[0] : contours.eyes[1];
    return heightAt(eye.upper, x);
  };
  const inner = ((right[0]?.[0] ?? 0.2) - (left.at(-1)?.[0] ?? -0.2)) / 2;
  /** 1 on the brow, fading up the forehead; 0 at the lid, so that the eye stays where it is. */
  const vertical = (x: number, y: number): number => {
    const brow = line(x);
    if (y < brow) return gauss((brow - y) / 0.55);
    return 1 - smooth(0, Math.max(0.12, lid(x) - brow - 0.02), y - brow);
  };
  const span = (x: number): number => Math.exp(-((Math.abs(x) / 1.05) ** 6));
  return {
    browUp: ([x, y]) => [0, -0.2 * vertical(x, y) * span(x) * (0.75 + 0.25 * smooth(0.1, 0.6, Math.abs(x)))],
    browDown: ([x, y]) => [
      -Math.sign(x) * 0.05 * vertical(x, y) * gauss((Math.abs(x) - inner) / 0.25),
      0.1 * vertical(x, y) * span(x),
    ],
    browInner: ([x, y]) => {
      const near = gauss((Math.abs(x) - inner * 1.1) / 0.26);
      const outer = gauss((Math.abs(x) - inner - 0.62) / 0.26);
      return [-Math.sign(x) * 0.025 * near * vertical(x, y), (-0.19 * near + 0.05 * outer) * vertical(x, y)];
    },
  };
}

/** A shut lid lies this far of the eye's opening down; the lower lid comes up to meet it. */
const lidTravel = 0.94;

/** The lashes' height above the lid's edge: they travel with it and are not stretched. */
const lashes = 0.045;
/** Landmarks run along the middle of the brow; its hair must not come down with the lid. */
const browHalfHeight = 0.1;
/** Where brow and eye are close, this much skin is stretched all the same. */
const leastLid = 0.06;

type LidField = 'leftLidsClose' | 'rightLidsClose' | 'leftLidsWide' | 'rightLidsWide' | 'squint';

function lidFields(contours: FaceContours): Record<LidField, Field> {
  const eyeOf = (x: number): EyeContours => {
    const [left, right] = contours.eyes;
    return Math.abs(x - left.center[0]) < Math.abs(x - right.center[0]) ? left : right;
  };
  const opening = (eye: EyeContours, x: number): number => {
    const across = Math.abs(x - eye.center[0]) / eye.halfWidth;
    if (across >= 1.12) return 0;
    return Math.max(0, heightAt(eye.lower, x) - heightAt(eye.upper, x));
  };
  /** 1 on the upper lid, 0 at the brow: the skin between stretches evenly down over the eye. */
  const aboveLid = (eye: EyeContours, x: number, y: number): number => {
    const lid = heightAt(eye.upper, x);
    if (y > (lid + heightAt(eye.lower, x)) / 2) return 0;
    const band = Math.max(leastLid, heightAt(eye.upper, eye.center[0]) - eye.browY - browHalfHeight);
    return 1 - smooth(Math.min(lashes, band * 0.4), band, lid - y);
  };
  const belowLid = (eye: EyeContours, x: number, y: number): number => {
    const lid = heightAt(eye.lower, x);
    if (y < (lid + heightAt(eye.upper, x)) / 2) return 0;
    return 1 - smooth(0, 0.42, y - lid);
  };
  const close = (eye: EyeContours, [x, y]: Point): Point => [
    0,
    opening(eye, x) * (lidTravel * aboveLid(eye, x, y) - (1 - lidTravel) * belowLid(eye, x, y)),
  ];
  const widen = (eye: EyeContours, [x, y]: Point): Point => [
    0,
    opening(eye, x) * (-0.22 * aboveLid(eye, x, y) + 0.08 * belowLid(eye, x, y)),
  ];
  const only =
    (side: 0 | 1, field: typeof close): Field =>
    (point) => {
      const eye = eyeOf(point[0]);
      return eye === contours.eyes[side] ? field(eye, point) : [0, 0];
    };
  return {
    leftLidsClose: only(0, close),
    rightLidsClose: only(1, close),
    leftLidsWide: only(0, widen),
    rightLidsWide: only(1, widen),
    squint: ([x, y]) => {
      const eye = eyeOf(x);
      return [0, -0.3 * opening(eye, x) * belowLid(eye, x, y)];
    },
  };
}
