import { frameSize } from '@parley/contracts';
import type { FaceFrame } from '../../face-finding/face-frame.js';
import type { FaceMotion } from '../../motion/face-motion.js';

/** Where the drawn mouth is: upright, in the middle. */
export const mouthFrame: FaceFrame = { origin: [256, 256], axisX: 1, axisY: 0, size: 85 };

const halfWidth = 40;
const mostOpen = 46;
const lipHeight = 9;

/** How far the lower lip's edge lies below the line between the lips, in pixels: straight with the jaw. */
export function openingAt(x: number, jawOpen: number): number {
  const across = (x - mouthFrame.origin[0]) / halfWidth;
  return Math.abs(across) >= 1 ? 0 : jawOpen * mostOpen * Math.sqrt(1 - across * across);
}

/**
 * Skin with a mouth whose edges are sharp and whose places are known: bytes RGB. What lies below the opening moves with the
 * jaw, less and less towards the neck.
 */
export function mouthPicture({ jawOpen }: Pick<FaceMotion, 'jawOpen'>): Uint8Array {
  const rgb = new Uint8Array(3 * frameSize * frameSize);
  for (let y = 0; y < frameSize; y++) {
    for (let x = 0; x < frameSize; x++) {
      rgb.set(colorAt(x, y - mouthFrame.origin[1], jawOpen), 3 * (y * frameSize + x));
    }
  }
  return rgb;
}

const dark = [40, 12, 16] as const;

function colorAt(x: number, y: number, jawOpen: number): readonly [number, number, number] {
  const open = openingAt(x, jawOpen);
  if (y < 0) return skinAt(x, y, y > -lipHeight);
  if (y < open) return dark;
  // Where this was while the mouth was closed: the way down becomes shorter over 120 pixels.
  const fade = 120;
  const before = y < fade ? ((y - open) * fade) / (fade - open) : y;
  return skinAt(x, before, before < lipHeight && Math.abs(x - mouthFrame.origin[0]) < halfWidth);
}

function skinAt(x: number, y: number, lip: boolean): readonly [number, number, number] {
  const spots = 14 * Math.sin(x / 7) * Math.sin(y / 6) + 10 * Math.sin((x + 2 * y) / 15);
  return lip ? [178 + spots, 88 + spots, 92 + spots] : [214 + spots, 168 + spots, 146 + spots];
}
