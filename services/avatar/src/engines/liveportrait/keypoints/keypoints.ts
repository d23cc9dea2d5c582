/** How many implicit keypoints LivePortrait moves a face by. */
export const keypointCount = 21;

/** x, y, z of every keypoint: 63 numbers, keypoint by keypoint. */
export type Keypoints = Float32Array;

/** A head's direction, in degrees. Pitch positive looks down (LivePortrait, `src/utils/camera.py`). */
export interface HeadPose {
  pitch: number;
  yaw: number;
  roll: number;
}

/** What the motion extractor sees in a face: everything that a keypoint's place is made of. */
export interface FaceKeypoints {
  pose: HeadPose;
  /** x, y, z. */
  translation: Float32Array;
  scale: number;
  /** The face's shape, head upright and at rest. */
  canonical: Keypoints;
  /** How far each keypoint is from the canonical place because of the expression. */
  expression: Keypoints;
}
