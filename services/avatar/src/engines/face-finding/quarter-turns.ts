import type { RgbPicture } from '../picture/picture.js';
import type { Landmarks, Point } from './landmarks.js';

/** Quarter turns clockwise. */
export type QuarterTurns = 1 | 2 | 3;

/** The picture turned clockwise. */
export function turned({ rgb, width, height }: RgbPicture, turns: QuarterTurns): RgbPicture {
  const size = turns === 2 ? { width, height } : { width: height, height: width };
  const result = new Uint8Array(rgb.length);
  // Where the result's first pixel lies in the picture, and how far apart its neighbours do, in pixels.
  const { first, along, down } = {
    1: { first: (height - 1) * width, along: -width, down: 1 },
    2: { first: width * height - 1, along: -1, down: -width },
    3: { first: width - 1, along: width, down: -1 },
  }[turns];
  let to = 0;
  for (let row = 0; row < size.height; row++) {
    let from = (first + row * down) * 3;
    for (let column = 0; column < size.width; column++) {
      result[to] = rgb[from] ?? 0;
      result[to + 1] = rgb[from + 1] ?? 0;
      result[to + 2] = rgb[from + 2] ?? 0;
      to += 3;
      from += along * 3;
    }
  }
  return { rgb: result, ...size };
}

/** Where points of a turned picture lie in the picture as it was, `width` x `height` pixels. */
export function turnedBack(
  points: Landmarks,
  turns: QuarterTurns,
  { width, height }: { width: number; height: number },
): Point[] {
  return points.map(([x, y]): Point => {
    if (turns === 1) return [y, height - 1 - x];
    if (turns === 2) return [width - 1 - x, height - 1 - y];
    return [width - 1 - y, x];
  });
}
