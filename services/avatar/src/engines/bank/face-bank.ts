import type { FaceFrame } from '../face-finding/face-frame.js';
import type { PixelBox } from './face-areas.js';
import type { WarpGrid } from './warp-grid.js';

/**
 * All that live frames of a portrait are drawn from. Textures are in the space of the plan's first picture, the mouth
 * wide open; shapes say where the net's vertices go from there (interleaved x, y in pixels).
 */
export interface FaceBank {
  /** Where the face at rest lies in the live frame. */
  frame: FaceFrame;
  grid: WarpGrid;
  /** The face at rest: bytes RGB of a whole live frame. */
  texture: Uint8Array;
  /** How far each vertex goes to be where the face at rest has it. */
  shape: Float32Array;
  /** One for each patch of the plan (see `bankPatches`). */
  patches: readonly BankPatch[];
}

/** What one picture adds: to the shape of the face at rest, and to its look. */
export interface BankPatch {
  shape: Float32Array;
  /** Where in the texture. */
  box: PixelBox;
  /** Bytes RGB of the box: the texture with this picture's look in it; the same as the texture at the box's edges. */
  rgb: Uint8Array;
}
