import { ParleyError } from '@parley/contracts';
import type { FaceBox } from '../avatar-engine.js';
import type { RgbPicture } from '../picture/picture.js';
import { areaOf, boxAround, overlapOf } from './face-finder.js';
import type { FaceFinder, FaceSighting, FoundFace } from './face-finder.js';
import { faceInBox } from './face-template.js';
import type { Landmarks } from './landmarks.js';
import type { Landmarks203Finder } from './landmarks-203.js';
import { turned, turnedBack } from './quarter-turns.js';
import type { QuarterTurns } from './quarter-turns.js';

/** Least side of a face that its owner marked: fewer pixels hold no eyes. */
const leastBoxSide = 16;
/** Landmarks that cover the marked box by less than this belong to something else. */
const leastAgreement = 0.3;
/** A face on its side first, then upside down. */
const quarterTurns: readonly QuarterTurns[] = [1, 3, 2];

export interface PortraitFaceSearch {
  finder: FaceFinder;
  /** LivePortrait's own landmarks, where its file is there. */
  landmarks203?: Landmarks203Finder | undefined;
  /** Where the face is, as the picture's owner says. */
  box?: FaceBox | undefined;
}

export interface PortraitFace {
  /** What the finder sees, whatever its scheme of landmarks. */
  guess: FoundFace;
  /** LivePortrait's landmarks, where its network is there: what crops are made from. */
  landmarks203: Landmarks | undefined;
  /** Faces in the picture; `guess` is the largest, or the one that was marked. */
  faces: number;
}

/**
 * Finds the face that a portrait is of: the one in `box`, or else the largest; the picture is turned where no face is
 * upright in it.
 * @throws ParleyError `no_face_found`; `invalid_parameter` for a box that is not in the picture
 */
export async function findPortraitFace(
  picture: RgbPicture,
  { finder, landmarks203, box }: PortraitFaceSearch,
  signal?: AbortSignal,
): Promise<PortraitFace> {
  signal?.throwIfAborted();
  const sighting = box
    ? { face: await faceIn(picture, insidePicture(box, picture), finder, signal), faces: 1 }
    : await sightingOf(picture, finder, signal);
  if (!sighting) {
    throw new ParleyError(
      'no_face_found',
      'No face was found in the picture. Send one where a face looks towards the camera and is well lit, ' +
        'or mark the face with a box (a drawn or painted face may need that).',
      { param: 'source_image' },
    );
  }
  const { face, faces } = sighting;
  signal?.throwIfAborted();
  return { guess: face, landmarks203: await landmarks203?.find(picture, face.landmarks, signal), faces };
}

async function sightingOf(
  picture: RgbPicture,
  finder: FaceFinder,
  signal: AbortSignal | undefined,
): Promise<FaceSighting | undefined> {
  const upright = await finder.find(picture, signal);
  if (upright) return upright;
  for (const turns of quarterTurns) {
    signal?.throwIfAborted();
    const sighting = await finder.find(turned(picture, turns), signal);
    if (!sighting) continue;
    const landmarks = turnedBack(sighting.face.landmarks, turns, picture);
    return { ...sighting, face: { ...sighting.face, landmarks, box: boxAround(landmarks) } };
  }
  return undefined;
}

/** The face in a box that its owner vouches for: a plain upright one where the finder sees none. */
async function faceIn(
  picture: RgbPicture,
  box: FaceBox,
  finder: FaceFinder,
  signal: AbortSignal | undefined,
): Promise<FoundFace> {
  const seen = await finder.lookAt(picture, box, signal);
  if (seen && overlapOf(boxAround(seen.landmarks), box) >= leastAgreement) return seen;
  return { box, landmarks: faceInBox(box), scheme: 68 };
}

function insidePicture(box: FaceBox, { width, height }: RgbPicture): FaceBox {
  const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
  const inside = {
    left,
    top,
    width: Math.min(width, box.left + box.width) - left,
    height: Math.min(height, box.top + box.height) - top,
  };
  const large = inside.width >= leastBoxSide && inside.height >= leastBoxSide;
  // A box that lies mostly outside marks nothing; NaN is never large.
  if (large && areaOf(inside) >= areaOf(box) / 4) return inside;
  throw new ParleyError(
    'invalid_parameter',
    `The box of the face must lie in the picture (${width} x ${height} pixels) and measure at least ` +
      `${leastBoxSide} pixels each way.`,
    { param: 'face' },
  );
}
