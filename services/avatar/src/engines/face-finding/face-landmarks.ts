import type { FaceBox } from '../avatar-engine.js';
import { rgbOf } from '../picture/picture.js';
import type { RgbaPicture } from '../picture/picture.js';
import { EmbeddedFinder } from './embedded-finder.js';
import type { Landmarks } from './landmarks.js';
import { findPortraitFace } from './portrait-face.js';

const finder = new EmbeddedFinder();

/**
 * The 68 landmarks of the largest face, or of the one in `box`, by the embedded finder.
 * @throws ParleyError `no_face_found`; `invalid_parameter` for a box that is not in the picture
 */
export async function findFace(
  image: RgbaPicture,
  box?: FaceBox,
  signal?: AbortSignal,
): Promise<{ landmarks: Landmarks; faces: number }> {
  const { guess, faces } = await findPortraitFace(rgbOf(image), { finder, box }, signal);
  return { landmarks: guess.landmarks, faces };
}
