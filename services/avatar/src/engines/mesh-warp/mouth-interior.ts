import type { Point } from '../face-finding/landmarks.js';
import { at } from './spline.js';

/** The open mouth of one frame, in pixels of that frame. */
export interface MouthOpening {
  /** The lips' inner edges from the left corner to the right one. */
  upper: readonly Point[];
  lower: readonly Point[];
  /** Where the edges of the upper and lower teeth would be in the middle of the mouth. */
  upperJaw: Point;
  lowerJaw: Point;
  /** Pixels of one face unit. */
  size: number;
  /** Of the motion, 0..1: a tongue at the teeth hides the lower ones, rounded lips cover both rows. */
  tongueUp: number;
  mouthRound: number;
}

/** What the inside of this portrait's mouth looks like. */
export interface MouthColors {
  /** 0..1: how bright the face is; a mouth in a dark painting has no white teeth. */
  light: number;
  /** 0..1: how colourful the face is; a black-and-white photograph has a grey tongue. */
  saturation: number;
}

interface Rgb {
  r: number;
  g: number;
  b: number;
}

const cavityNear: Rgb = { r: 96, g: 30, b: 34 };
const cavityDeep: Rgb = { r: 34, g: 8, b: 12 };
const tooth: Rgb = { r: 246, g: 240, b: 230 };
const tongueColor: Rgb = { r: 204, g: 96, b: 98 };

/** Edges fade over this many pixels at a face unit of 80 pixels. */
const featherAt80 = 1.3;

/**
 * Draws the inside of an open mouth over `out` (bytes RGBA): a dark cavity, the upper teeth which stay with the skull,
 * the lower teeth and the tongue which go with the jaw, shaded by the lips above. A shut mouth draws nothing.
 */
export function drawMouthInterior(
  out: Uint8Array,
  width: number,
  height: number,
  opening: MouthOpening,
  colors: MouthColors,
): void {
  const left = at(opening.upper, 0);
  const right = at(opening.upper, opening.upper.length - 1);
  const across = Math.hypot(right[0] - left[0], right[1] - left[1]);
  if (across < 2) return;
  const axis: Point = [(right[0] - left[0]) / across, (right[1] - left[1]) / across];
  const local = ([x, y]: Point): Point => [
    (x - left[0]) * axis[0] + (y - left[1]) * axis[1],
    (y - left[1]) * axis[0] - (x - left[0]) * axis[1],
  ];
  const samples = Math.ceil(across) + 1;
  const upper = heights(opening.upper.map(local), samples);
  const lower = heights(opening.lower.map(local), samples);
  const widest = Math.max(...lower.map((value, i) => value - (upper[i] ?? 0)));
  const feather = Math.max(0.8, (featherAt80 * opening.size) / 80);
  if (widest < feather * 0.5) return;
  const shade = mouthShader(
    opening,
    local(opening.upperJaw)[1],
    local(opening.lowerJaw)[1],
    across,
    widest,
    colors,
  );

  const points = [...opening.upper, ...opening.lower];
  const minX = Math.max(0, Math.floor(Math.min(...points.map(([x]) => x))));
  const maxX = Math.min(width - 1, Math.ceil(Math.max(...points.map(([x]) => x))));
  const minY = Math.max(0, Math.floor(Math.min(...points.map(([, y]) => y))));
  const maxY = Math.min(height - 1, Math.ceil(Math.max(...points.map(([, y]) => y))));
  const pixel: Rgb = { r: 0, g: 0, b: 0 };
  for (let y = minY; y <= maxY; y++) {
    for (let x = minX; x <= maxX; x++) {
      const a = (x - left[0]) * axis[0] + (y - left[1]) * axis[1];
      if (a < 0 || a > across) continue;
      const b = (y - left[1]) * axis[0] - (x - left[0]) * axis[1];
      const column = Math.round(a);
      const top = b - (upper[column] ?? 0);
      const bottom = (lower[column] ?? 0) - b;
      const cover = clamp01(top / feather + 0.35) * clamp01(bottom / feather + 0.35);
      if (cover <= 0) continue;
      shade(pixel, a, b, top, bottom);
      const alpha = cover * clamp01((top + bottom) / feather);
      const i = (y * width + x) * 4;
      out[i] = (out[i] ?? 0) + (pixel.r - (out[i] ?? 0)) * alpha;
      out[i + 1] = (out[i + 1] ?? 0) + (pixel.g - (out[i + 1] ?? 0)) * alpha;
      out[i + 2] = (out[i + 2] ?? 0) + (pixel.b - (out[i + 2] ?? 0)) * alpha;
    }
  }
}

type Shader = (pixel: Rgb, a: number, b: number, top: number, bottom: number) => void;

/** Colours one place of the mouth: `a` along it, `b` down, `top` and `bottom` the distances to the lips, in pixels. */
function mouthShader(
  opening: MouthOpening,
  upperJaw: number,
  lowerJaw: number,
  across: number,
  widest: number,
  colors: MouthColors,
): Shader {
  const size = opening.size;
  const light = 0.45 + 0.55 * colors.light;
  const [near, deep, white, tongue] = [cavityNear, cavityDeep, tooth, tongueColor].map((color) =>
    tint(color, light, colors.saturation),
  ) as [Rgb, Rgb, Rgb, Rgb];
  const soft = Math.max(1, 0.016 * size);
  const teethShow = clamp01((widest - 0.02 * size) / (0.06 * size)) * (1 - 0.95 * opening.mouthRound);
  return (pixel, a, b, top, bottom) => {
    const side = Math.abs((a / across) * 2 - 1);
    const depth = clamp01(Math.min(top, bottom * 1.3) / (0.13 * size)) * (1 - 0.3 * side);
    set(pixel, near, deep, depth);

    const lowerEdge = lowerJaw + size * (0.012 + 0.05 * side * side);
    const onLower = clamp01((b - lowerEdge) / soft) * clamp01((0.66 - side) / 0.1) * teethShow;
    mix(pixel, white, onLower * 0.7, 0.66 * (1 - 0.5 * side));

    const reach = 0.05 + 0.13 * depthOf(widest / size) + 0.1 * opening.tongueUp;
    const tongueTop = lowerJaw + size * (0.02 - reach * (1 - (side * 1.35) ** 2));
    const onTongue = clamp01((b - tongueTop) / (soft * 2.2)) * clamp01((0.78 - side) / 0.12);
    const tongueLight = 0.55 + 0.35 * clamp01((b - tongueTop) / (0.12 * size));
    mix(
      pixel,
      tongue,
      onTongue * (0.35 + 0.6 * Math.max(opening.tongueUp, depthOf(widest / size))),
      tongueLight,
    );

    const upperEdge = upperJaw + size * (0.085 - 0.06 * side * side);
    const onUpper = clamp01((upperEdge - b) / soft) * clamp01((0.84 - side) / 0.14) * teethShow;
    const toothLight = (0.93 - 0.42 * side * side) * (0.7 + 0.3 * clamp01(top / (0.065 * size)));
    mix(pixel, white, onUpper * 0.96, toothLight * toothGap(((a / across) * 2 - 1) * (across / size)));
  };
}

/** How visible a tongue at rest is in a mouth that opens this far, in face units. */
function depthOf(opening: number): number {
  return clamp01((opening - 0.1) / 0.2);
}

/** Faint lines between the upper teeth; `x` in face units from the middle. */
function toothGap(x: number): number {
  const place = Math.abs(x) / 0.115;
  const distance = Math.abs(place - Math.round(place));
  return 1 - 0.07 * Math.max(0, 1 - distance / 0.12);
}

/** The height of a curve over each whole pixel along the mouth. */
function heights(curve: readonly Point[], samples: number): Float32Array {
  const values = new Float32Array(samples);
  let segment = 0;
  for (let x = 0; x < samples; x++) {
    while (segment < curve.length - 2 && at(curve, segment + 1)[0] < x) segment++;
    const [from, to] = [at(curve, segment), at(curve, segment + 1)];
    const position = to[0] > from[0] ? (x - from[0]) / (to[0] - from[0]) : 0;
    values[x] = from[1] + (to[1] - from[1]) * clamp01(position);
  }
  return values;
}

function tint({ r, g, b }: Rgb, light: number, saturation: number): Rgb {
  const grey = 0.3 * r + 0.59 * g + 0.11 * b;
  const channel = (value: number): number => (grey + (value - grey) * saturation) * light;
  return { r: channel(r), g: channel(g), b: channel(b) };
}

function set(pixel: Rgb, from: Rgb, to: Rgb, position: number): void {
  pixel.r = from.r + (to.r - from.r) * position;
  pixel.g = from.g + (to.g - from.g) * position;
  pixel.b = from.b + (to.b - from.b) * position;
}

function mix(pixel: Rgb, color: Rgb, alpha: number, light: number): void {
  pixel.r += (color.r * light - pixel.r) * alpha;
  pixel.g += (color.g * light - pixel.g) * alpha;
  pixel.b += (color.b * light - pixel.b) * alpha;
}

function clamp01(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}
