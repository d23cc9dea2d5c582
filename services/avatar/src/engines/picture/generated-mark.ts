import { LRUCache } from 'lru-cache';
import type { RgbaPicture, RgbPicture } from './picture.js';

/** Height of the mark as a share of the picture's shorter side, and its least height: smaller letters cannot be read. */
const heightShare = 0.055;
const leastHeight = 12;
/** In heights of the mark. */
const widthShare = 1.3;
const marginShare = 0.4;
const cornerShare = 0.25;
const letterShare = 0.56;
/** How much of the picture the mark's ground and its letters hide. */
const groundOpacity = 0.55;
const inkOpacity = 0.95;
/** Samples of a pixel each way. */
const samples = 4;

/** A drawn mark: each pixel becomes `pixel * keep / 256 + add`. */
interface Mark {
  width: number;
  height: number;
  keep: Uint16Array;
  add: Uint8Array;
}

const marks = new LRUCache<number, Mark>({ max: 16 });

/**
 * Draws "AI" into the lower right corner, in place. Pictures too small for it (under some 22 pixels) stay as they are.
 * 512 x 512 pixels take some 10 microseconds.
 */
export function drawGeneratedMark(picture: RgbPicture | RgbaPicture): void {
  const shorter = Math.min(picture.width, picture.height);
  const height = Math.max(leastHeight, Math.round(shorter * heightShare));
  const mark = markOf(height);
  const margin = Math.round(height * marginShare);
  const [left, top] = [picture.width - mark.width - margin, picture.height - mark.height - margin];
  if (left < 0 || top < 0) return;
  const [pixels, step] = 'rgb' in picture ? [picture.rgb, 3] : [picture.rgba, 4];
  for (let row = 0, at = 0; row < mark.height; row++) {
    let to = ((top + row) * picture.width + left) * step;
    for (let column = 0; column < mark.width; column++, at++, to += step) {
      const keep = mark.keep[at] ?? 0;
      const add = mark.add[at] ?? 0;
      pixels[to] = (((pixels[to] ?? 0) * keep) >> 8) + add;
      pixels[to + 1] = (((pixels[to + 1] ?? 0) * keep) >> 8) + add;
      pixels[to + 2] = (((pixels[to + 2] ?? 0) * keep) >> 8) + add;
    }
  }
}

function markOf(height: number): Mark {
  const known = marks.get(height);
  if (known) return known;
  const width = Math.round(height * widthShare);
  const mark = {
    width,
    height,
    keep: new Uint16Array(width * height),
    add: new Uint8Array(width * height),
  };
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [column, row] = [pixel % width, Math.floor(pixel / width)];
    const ground = coverage(column, row, (x, y) => inGround(x / height, y / height, width / height));
    const ink = coverage(column, row, (x, y) => inLetters(x / height, y / height, width / height));
    const white = ink * inkOpacity;
    mark.keep[pixel] = Math.round(256 * (1 - white) * (1 - ground * groundOpacity));
    mark.add[pixel] = Math.floor(255 * white);
  }
  marks.set(height, mark);
  return mark;
}

/** Share of a pixel that lies in a shape. */
function coverage(column: number, row: number, inside: (x: number, y: number) => boolean): number {
  let count = 0;
  for (let sample = 0; sample < samples * samples; sample++) {
    const x = column + ((sample % samples) + 0.5) / samples;
    const y = row + (Math.floor(sample / samples) + 0.5) / samples;
    if (inside(x, y)) count++;
  }
  return count / (samples * samples);
}

/** A rectangle with round corners, 1 high. */
function inGround(x: number, y: number, width: number): boolean {
  const dx = Math.max(0, cornerShare - x, x - width + cornerShare);
  const dy = Math.max(0, cornerShare - y, y - 1 + cornerShare);
  return Math.hypot(dx, dy) <= cornerShare;
}

/** The letters, in the middle of a mark that is 1 high. Lengths below are in heights of a letter. */
function inLetters(x: number, y: number, width: number): boolean {
  const down = (y - (1 - letterShare) / 2) / letterShare;
  if (down < 0 || down > 1) return false;
  const across = (x - width / 2) / letterShare;
  const thickness = 0.2;
  const fromAxis = Math.abs(across + 0.24);
  const leg = 0.08 + 0.36 * down;
  const letterA = Math.abs(fromAxis - leg) <= thickness / 2 || (fromAxis < leg && down > 0.6 && down < 0.77);
  const letterI = Math.abs(across - 0.5) <= thickness / 2;
  return letterA || letterI;
}
