import type { RgbPicture } from '../picture/picture.js';
import { toPicture } from './face-frame.js';
import type { FaceFrame } from './face-frame.js';
import type { Point } from './landmarks.js';

/** A square of the face's own coordinates: upright whatever the roll of the face. */
export interface FaceSquare {
  frame: FaceFrame;
  /** Middle and side, in face units. */
  center: Point;
  side: number;
}

/** The square as RGB bytes of `pixels` x `pixels`, sampled bilinearly; outside the picture its edge is repeated. */
export function cropSquare(picture: RgbPicture, square: FaceSquare, pixels: number): Uint8Array {
  const rgb = new Uint8Array(pixels * pixels * 3);
  const step = square.side / pixels;
  const [left, top] = [square.center[0] - square.side / 2, square.center[1] - square.side / 2];
  for (let row = 0; row < pixels; row++) {
    for (let column = 0; column < pixels; column++) {
      const place: Point = [left + (column + 0.5) * step, top + (row + 0.5) * step];
      sample(picture, toPicture(square.frame, place), rgb, (row * pixels + column) * 3);
    }
  }
  return rgb;
}

/** Where a point of the crop (0..1 in both directions) lies in the picture. */
export function fromCrop(square: FaceSquare, [x, y]: Point): Point {
  const { center, side } = square;
  return toPicture(square.frame, [center[0] + (x - 0.5) * side, center[1] + (y - 0.5) * side]);
}

/** A square around a place of the picture, before any landmark is known. @param roll clockwise, in degrees */
export function squareAround(origin: Point, side: number, roll: number): FaceSquare {
  const radians = (roll * Math.PI) / 180;
  const frame: FaceFrame = { origin, axisX: Math.cos(radians), axisY: Math.sin(radians), size: 1 };
  return { frame, center: [0, 0], side };
}

function sample(picture: RgbPicture, [x, y]: Point, rgb: Uint8Array, to: number): void {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const [fx, fy] = [x - column, y - row];
  for (let channel = 0; channel < 3; channel++) {
    const upper =
      pixel(picture, column, row, channel) * (1 - fx) + pixel(picture, column + 1, row, channel) * fx;
    const lower =
      pixel(picture, column, row + 1, channel) * (1 - fx) + pixel(picture, column + 1, row + 1, channel) * fx;
    rgb[to + channel] = Math.round(upper * (1 - fy) + lower * fy);
  }
}

function pixel({ rgb, width, height }: RgbPicture, column: number, row: number, channel: number): number {
  const x = Math.min(width - 1, Math.max(0, column));
  const y = Math.min(height - 1, Math.max(0, row));
  return rgb[(y * width + x) * 3 + channel] ?? 0;
}
