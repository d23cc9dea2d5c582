import type { Tensor } from '@parley/inference/sessions';
import type { FaceBox, PortraitPicture } from '../avatar-engine.js';
import type { FaceFinder } from '../face-finding/face-finder.js';
import type { Landmarks203Finder } from '../face-finding/landmarks-203.js';
import { findPortraitFace } from '../face-finding/portrait-face.js';
import { UploadedImage } from '../picture/decode-image.js';
import type { RgbPicture } from '../picture/picture.js';
import type { Affine } from './geometry/affine.js';
import { compose, resizing } from './geometry/affine.js';
import { cropFace, sourceCrop } from './geometry/face-crop.js';
import type { CropTransform } from './geometry/face-crop.js';
import { halvePicture, prepareSource } from './geometry/resize.js';
import { warpAffine } from './geometry/warp-affine.js';
import type { FaceKeypoints, Keypoints } from './keypoints/keypoints.js';
import { openingRatios } from './keypoints/opening-ratios.js';
import { transformKeypoints } from './keypoints/transform-keypoints.js';
import type { LivePortraitNetworks } from './networks/live-portrait-networks.js';

/** Longer side of a picture that faces are drawn into (LivePortrait, `source_max_dim`). */
export const longestSourceSide = 1280;
/** Lips further apart than this are an open mouth, which is shut at rest (LivePortrait, `lip_normalize_threshold`). */
const openLips = 0.03;

/** What LivePortrait knows of a portrait: made once, used for every frame. */
export interface FaceFeatures {
  /** [1, 32, 16, 64, 64]. */
  appearance: Tensor;
  keypoints: FaceKeypoints;
  /** Adds to the keypoints what shuts an open mouth; undefined where it is shut, or no file can tell. */
  lipsShut: Keypoints | undefined;
  crop: CropTransform;
  /** Of the upright picture as uploaded. */
  width: number;
  height: number;
  faces: number;
  /** Where its face is, in the upright picture as uploaded. */
  box: FaceBox;
}

/** A portrait ready to be drawn. */
export interface SourceFace extends FaceFeatures {
  /** The whole picture, upright, its longer side at most 1280, both sides even: `crop` is of this one. */
  picture: RgbPicture;
  /** From that picture to the upright one as uploaded. */
  toUploaded: Affine;
  /** The keypoints where they are. */
  transformed: Keypoints;
  bytes: Uint8Array;
}

/** What faces are seen with. */
export interface Sight {
  networks: LivePortraitNetworks;
  finder: FaceFinder;
  landmarks203: Landmarks203Finder | undefined;
}

/** @throws ParleyError `empty_file`, `unreadable_image`, `image_too_large`, `no_face_found`, `invalid_parameter` (the box) */
export async function seeFace(
  portrait: PortraitPicture,
  { networks, finder, landmarks203 }: Sight,
  signal?: AbortSignal,
): Promise<SourceFace> {
  const image = await UploadedImage.open(portrait.bytes);
  const { picture, toUploaded } = await sourcePicture(image);
  const scale = Math.min(1, longestSourceSide / Math.max(image.width, image.height));
  const marked = portrait.face && scaledBox(portrait.face, scale);
  const face = await findPortraitFace(picture, { finder, landmarks203, box: marked }, signal);
  const crop = cropFace(face.landmarks203 ?? face.guess.landmarks, sourceCrop);
  const cropped = halvePicture(
    warpAffine(picture, crop.toCrop, { left: 0, top: 0, width: crop.side, height: crop.side }),
  );
  signal?.throwIfAborted();
  const keypoints = await networks.extractKeypoints(cropped);
  signal?.throwIfAborted();
  const appearance = await networks.extractAppearance(cropped);
  const transformed = transformKeypoints(keypoints);
  const ratios = face.landmarks203 && openingRatios(face.landmarks203);
  const lipsShut =
    ratios && ratios.lips >= openLips && networks.retargets.lips
      ? await networks.retargetLips(transformed, ratios, 0)
      : undefined;
  const { width, height } = image;
  const box = scaledBox(face.guess.box, 1 / scale);
  const features = { appearance, keypoints, lipsShut, crop, width, height, faces: face.faces, box };
  return { ...features, picture, toUploaded, transformed, bytes: portrait.bytes };
}

/** A portrait whose features were kept: only its picture is read anew. */
export async function rememberFace(portrait: PortraitPicture, features: FaceFeatures): Promise<SourceFace> {
  const image = await UploadedImage.open(portrait.bytes);
  const source = await sourcePicture(image);
  return {
    ...features,
    ...source,
    transformed: transformKeypoints(features.keypoints),
    bytes: portrait.bytes,
  };
}

async function sourcePicture(image: UploadedImage): Promise<Pick<SourceFace, 'picture' | 'toUploaded'>> {
  const whole = await image.wholeRgb(longestSourceSide);
  const { picture, toOriginal } = prepareSource(whole);
  return { picture, toUploaded: compose(toOriginal, resizing(whole, image)) };
}

function scaledBox({ left, top, width, height }: FaceBox, scale: number): FaceBox {
  return { left: left * scale, top: top * scale, width: width * scale, height: height * scale };
}
