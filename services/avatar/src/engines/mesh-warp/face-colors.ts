import { toPicture } from '../face-finding/face-frame.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { MouthColors } from './mouth-interior.js';

/** Places on cheeks, nose and chin, in face units, where skin is seldom covered. */
const skinPlaces = [
  [-0.45, -0.45],
  [0.45, -0.45],
  [-0.3, -0.6],
  [0.3, -0.6],
  [0, -0.55],
  [0, 0.55],
] as const;
/** Luminance of well-lit light skin in a photograph; a mouth is drawn in full brightness from there on. */
const fullLight = 185;

/** How bright and colourful the face is, for what is drawn into it. */
export function faceColors(
  picture: { rgba: Uint8Array; width: number; height: number },
  frame: FaceFrame,
): MouthColors {
  const luminances: number[] = [];
  let chroma = 0;
  for (const place of skinPlaces) {
    const [x, y] = toPicture(frame, place).map(Math.round);
    const column = Math.min(picture.width - 1, Math.max(0, x ?? 0));
    const row = Math.min(picture.height - 1, Math.max(0, y ?? 0));
    const [r = 0, g = 0, b = 0] = picture.rgba.subarray((row * picture.width + column) * 4);
    luminances.push(0.3 * r + 0.59 * g + 0.11 * b);
    chroma += (Math.max(r, g, b) - Math.min(r, g, b)) / (skinPlaces.length * Math.max(1, r, g, b));
  }
  luminances.sort((a, b) => a - b);
  const median = luminances[luminances.length >> 1] ?? fullLight;
  return { light: Math.min(1, median / fullLight), saturation: Math.min(1, chroma / 0.2) };
}
