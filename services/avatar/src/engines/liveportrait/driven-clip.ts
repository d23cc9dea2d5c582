import { ParleyError } from '@parley/contracts';
import type { RgbPicture } from '../picture/picture.js';
import { averageBounds } from './geometry/face-crop.js';
import type { FaceBounds } from './geometry/face-crop.js';
import { smoothClip } from './keypoints/kalman-smoother.js';
import { keypointCount } from './keypoints/keypoints.js';
import type { FaceKeypoints } from './keypoints/keypoints.js';

/** Frames that together say where the face is in all of them: the first second. */
const surveyedFrames = 25;
/** Of those every fifth is searched: a search takes much longer than reading a face, most of all where there is none. */
const surveyStep = 5;
/** Longest clip: its keypoints are held until all are smoothed, 0.6 KB a frame. */
const mostFrames = 15_000;

export interface DrivingSight {
  /** Where the face is in a frame, or undefined. */
  find: (picture: RgbPicture) => Promise<FaceBounds | undefined>;
  read: (picture: RgbPicture, bounds: FaceBounds) => Promise<FaceKeypoints>;
}

/**
 * The keypoints of the face in a video, smoothed over the whole of it. The crop is one for all frames (LivePortrait's
 * mean over the video, here over five frames of its first second, so that no more frames are held at once): a face keeps its place in it.
 * @throws ParleyError `no_face_found` where the first second shows none, `invalid_parameter` for more than ten minutes
 */
export async function readDriving(
  driving: AsyncIterable<RgbPicture>,
  { find, read }: DrivingSight,
): Promise<FaceKeypoints[]> {
  const seen: FaceKeypoints[] = [];
  const held: RgbPicture[] = [];
  let bounds: FaceBounds | undefined;
  const readHeld = async (): Promise<void> => {
    bounds ??= await survey(held, find);
    for (const picture of held.splice(0)) seen.push(await read(picture, bounds));
  };
  for await (const picture of driving) {
    held.push(picture);
    if (seen.length + held.length > mostFrames) {
      throw new ParleyError('invalid_parameter', `The driving video has more than ${mostFrames} frames.`, {
        param: 'driving',
      });
    }
    if (bounds || held.length >= surveyedFrames) await readHeld();
  }
  if (held.length > 0) await readHeld();
  return smoothed(seen);
}

async function survey(pictures: readonly RgbPicture[], find: DrivingSight['find']): Promise<FaceBounds> {
  const found: FaceBounds[] = [];
  for (const picture of pictures.filter((_picture, frame) => frame % surveyStep === 0)) {
    const bounds = await find(picture);
    if (bounds) found.push(bounds);
  }
  if (found.length > 0) return averageBounds(found);
  throw new ParleyError('no_face_found', 'No face was found in the first second of the driving video.', {
    param: 'driving',
  });
}

/** Pose and expression, each number on its own; scale and place stay as they were seen, as in the reference. */
function smoothed(seen: readonly FaceKeypoints[]): FaceKeypoints[] {
  const numbers = seen.map(({ pose, expression }) =>
    Float32Array.from([pose.pitch, pose.yaw, pose.roll, ...expression]),
  );
  const smooth = smoothClip(numbers);
  return seen.map((face, frame) => {
    const [pitch = 0, yaw = 0, roll = 0, ...expression] = smooth[frame] ?? [];
    if (expression.length !== 3 * keypointCount) throw new Error('A frame of the clip was lost.');
    return { ...face, pose: { pitch, yaw, roll }, expression: Float32Array.from(expression) };
  });
}
