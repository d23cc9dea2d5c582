import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import { toDrivingKeypoints } from './expression/driving-keypoints.js';
import type { LiveRegion } from './geometry/live-square.js';
import { toLiveSquare } from './geometry/live-square.js';
import type { PastePlace } from './geometry/paste-back.js';
import { preparePaste } from './geometry/paste-back.js';
import type { Keypoints } from './keypoints/keypoints.js';
import { addKeypoints, transformKeypoints } from './keypoints/transform-keypoints.js';
import type { LivePortraitNetworks } from './networks/live-portrait-networks.js';
import type { SourceFace } from './source-face.js';

/** The face of a portrait in a motion: bytes RGB of 512 x 512. */
export function drawMotion(
  networks: LivePortraitNetworks,
  face: SourceFace,
  motion: FaceMotion,
): Promise<Uint8Array> {
  return drawKeypoints(networks, face, transformKeypoints(toDrivingKeypoints(face.keypoints, motion)));
}

/** The face of a portrait with its keypoints moved; they are stitched here. */
export async function drawKeypoints(
  networks: LivePortraitNetworks,
  face: SourceFace,
  driving: Keypoints,
): Promise<Uint8Array> {
  const stitched = await networks.stitch(face.transformed, driving);
  // LivePortrait's order: what shuts the lips is added after stitching.
  const shut = face.lipsShut ? addKeypoints(stitched, face.lipsShut) : stitched;
  return networks.drawFace(face.appearance, face.transformed, shut);
}

/** Where a drawn face goes in the whole picture. */
export function placeInPicture({ picture, crop }: SourceFace): PastePlace {
  return preparePaste(picture, crop.toPicture);
}

/** Where a drawn face goes in a live frame. @param frame the square, drawn at the size of a live frame */
export function placeInSquare(face: SourceFace, square: LiveRegion, frame: RgbPicture): PastePlace {
  return preparePaste(frame, toLiveSquare(face.crop.toPicture, face.toUploaded, square));
}
