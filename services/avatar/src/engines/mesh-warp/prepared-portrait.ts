import { frameSize } from '@parley/contracts';
import sharp from 'sharp';
import type { FaceBox, PortraitPicture } from '../avatar-engine.js';
import { UploadedImage } from '../picture/decode-image.js';
import { defaultLandmarks, defaultPortraitSide, defaultPortraitSvg } from './default-portrait.js';
import { faceFrame } from '../face-finding/face-frame.js';
import { findFace } from '../face-finding/face-landmarks.js';
import { faceModel } from './face-model.js';
import type { FaceModel, FacePicture } from './face-model.js';
import { FaceRenderer } from './face-renderer.js';
import type { Landmarks, Point } from '../face-finding/landmarks.js';

/** Longest side of a still, in pixels. */
export const largestStillSide = 2048;
/** The detector sees no more of a larger picture. */
const detectorSide = 1280;
/** A live frame shows this many face units: head and shoulders. */
const liveSpan = 6;
/** Share of the live frame above the mouth. */
const aboveMouth = 0.6;

/** A square part of a picture, in its pixels. */
export interface PictureSquare {
  left: number;
  top: number;
  side: number;
}

/** All that live frames of a portrait are bent from. */
export interface LiveModel {
  model: FaceModel;
  /** What it shows of the upright picture as uploaded. */
  square: PictureSquare;
}

/** A portrait whose face is found: the whole picture, and the part that live frames show. */
export interface FoundPortrait {
  still: FaceModel;
  live: LiveModel;
  /** Of the upright picture as uploaded. */
  width: number;
  height: number;
  faces: number;
}

/** A portrait ready to move: one renderer for the whole picture, one for live frames. */
interface PreparedPortrait extends Omit<FoundPortrait, 'still' | 'live'> {
  still: FaceRenderer;
  live: FaceRenderer;
}

/**
 * @throws ParleyError `empty_file`, `unreadable_image`, `image_too_large`, `no_face_found`; `invalid_parameter` for a face
 *   that is not in the picture
 */
export async function findPortrait(
  { bytes, face }: PortraitPicture,
  signal?: AbortSignal,
): Promise<FoundPortrait> {
  const image = await UploadedImage.open(bytes);
  const small = await image.whole(detectorSide);
  signal?.throwIfAborted();
  const box = face && scaledBox(face, small.width / image.width);
  const { landmarks, faces } = await findFace(small, box, signal);
  signal?.throwIfAborted();
  const upright = scaled(landmarks, image.width / small.width);
  const whole = await image.whole(largestStillSide);
  signal?.throwIfAborted();
  const region = liveRegion(upright, image.width, image.height);
  const square = await image.square(region, frameSize);
  const moved = upright.map(([x, y]): Point => [x - region.left, y - region.top]);
  return {
    still: faceModel({ ...whole, landmarks: scaled(landmarks, whole.width / small.width) }),
    live: {
      model: faceModel({ ...square, landmarks: scaled(moved, frameSize / region.side) }),
      square: region,
    },
    width: image.width,
    height: image.height,
    faces,
  };
}

/** A portrait that is drawn where its face was found. @throws ParleyError as `findPortrait` does */
export async function preparePortrait(portrait: PortraitPicture): Promise<PreparedPortrait> {
  return prepared(await findPortrait(portrait));
}

/** Parley's own, likewise. */
export async function prepareDefaultPortrait(): Promise<PreparedPortrait> {
  return prepared(await defaultPortrait());
}

function prepared({ still, live, ...portrait }: FoundPortrait): PreparedPortrait {
  return { ...portrait, still: new FaceRenderer(still), live: new FaceRenderer(live.model) };
}

/** Parley's own portrait. */
export async function defaultPortrait(): Promise<FoundPortrait> {
  // Soft shadows make the drawing dear: it is rendered once, and made smaller for live frames.
  const drawing = await sharp(Buffer.from(defaultPortraitSvg)).png({ compressionLevel: 0 }).toBuffer();
  const draw = async (side: number): Promise<FacePicture> => {
    const { data } = await sharp(drawing)
      .resize(side, side)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgba = new Uint8Array(data.buffer, data.byteOffset, data.length);
    const landmarks = scaled(defaultLandmarks, side / defaultPortraitSide);
    return { rgba, width: side, height: side, landmarks };
  };
  const square = { left: 0, top: 0, side: defaultPortraitSide };
  return {
    still: faceModel(await draw(defaultPortraitSide)),
    live: { model: faceModel(await draw(frameSize)), square },
    width: defaultPortraitSide,
    height: defaultPortraitSide,
    faces: 1,
  };
}

/** The square of the picture that live frames show: around the face, and inside the picture. */
function liveRegion(landmarks: Landmarks, width: number, height: number): PictureSquare {
  const { origin, size } = faceFrame(landmarks);
  const side = Math.round(Math.min(liveSpan * size, width, height));
  const inside = (wanted: number, most: number): number => Math.round(Math.min(most, Math.max(0, wanted)));
  return {
    left: inside(origin[0] - side / 2, width - side),
    top: inside(origin[1] - side * aboveMouth, height - side),
    side,
  };
}

/** Pixel coordinates after scaling a picture; pixel centres are whole numbers, so corners are half a pixel out. */
function scaled(landmarks: Landmarks, factor: number): Point[] {
  return landmarks.map(([x, y]): Point => [(x + 0.5) * factor - 0.5, (y + 0.5) * factor - 0.5]);
}

function scaledBox({ left, top, width, height }: FaceBox, factor: number): FaceBox {
  return { left: left * factor, top: top * factor, width: width * factor, height: height * factor };
}
