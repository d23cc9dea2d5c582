import type { Tensor } from '@parley/inference/sessions';
import type { RgbPicture } from '../../picture/picture.js';
import type { FaceKeypoints, Keypoints } from '../keypoints/keypoints.js';

/** Side of the picture that the two extractors see. */
export const extractorSide = 256;
/** Side of the face that the generator draws. */
export const generatedSide = 512;

/** Whose export the files are; names of inputs and outputs tell. */
export type LivePortraitDialect = 'fasterliveportrait' | 'ditto' | 'facefusion';

/** How far an eye or a mouth is open, as ratios of distances between landmarks. */
export interface OpeningRatios {
  leftEye: number;
  rightEye: number;
  lips: number;
}

/**
 * LivePortrait's networks, whoever exported them: numbers in, numbers out. Where to crop and what to move is decided
 * outside. Runs in an engine process only.
 */
export interface LivePortraitNetworks {
  readonly dialect: LivePortraitDialect;
  /** Where the generator runs. */
  readonly device: 'cpu' | 'cuda';
  /** Whether the file for retargeting is there. */
  readonly retargets: { eyes: boolean; lips: boolean };

  /** The appearance of a face, [1, 32, 16, 64, 64], from its crop of 256 x 256. */
  extractAppearance(crop: RgbPicture): Promise<Tensor>;

  /** The keypoints of a face, from its crop of 256 x 256. */
  extractKeypoints(crop: RgbPicture): Promise<FaceKeypoints>;

  /** The driving keypoints, moved so that shoulders stay where they are. Both are transformed keypoints. */
  stitch(source: Keypoints, driving: Keypoints): Promise<Keypoints>;

  /** What to add to the driving keypoints for eyes open by `target`. @throws ParleyError where the file is absent. */
  retargetEyes(source: Keypoints, ratios: OpeningRatios, target: number): Promise<Keypoints>;

  /** What to add to the driving keypoints for lips open by `target`. @throws ParleyError where the file is absent. */
  retargetLips(source: Keypoints, ratios: OpeningRatios, target: number): Promise<Keypoints>;

  /** The face in the motion of `driving`: bytes RGB of 512 x 512, rows from the top. */
  drawFace(appearance: Tensor, source: Keypoints, driving: Keypoints): Promise<Uint8Array>;

  release(): Promise<void>;
}
