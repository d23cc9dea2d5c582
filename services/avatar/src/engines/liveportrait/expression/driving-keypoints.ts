import type { FaceMotion } from '../../motion/face-motion.js';
import type { FaceKeypoints, HeadPose, Keypoints } from '../keypoints/keypoints.js';
import { expressionLimits, poseLimits, sliderNames, sliders } from './coefficient-tables.js';
import type { Slider } from './coefficient-tables.js';
import { sliderValues } from './slider-values.js';

/** A full breath lifts the face by this (in half crops: 0.8 of 512 pixels) and brings it this much nearer. */
const breathRise = 0.003;
const breathScale = 0.0015;

/**
 * The face of `source` in `motion`: what to transform, stitch and draw. The motion at rest gives exactly the source.
 *
 * Expressions are added to the source's, turned with nothing (LivePortrait's rule: `scale * (canonical @ R + expression) +
 * translation`), then kept within what faces do; where the source itself lies beyond, it stays.
 * A source whose mouth is open stays open: closing it is the lip retargeting's work.
 */
export function toDrivingKeypoints(source: FaceKeypoints, motion: FaceMotion): FaceKeypoints {
  const translation = source.translation.slice();
  translation[1] = (translation[1] ?? 0) - breathRise * motion.breath;
  return {
    pose: turned(source.pose, motion),
    translation,
    scale: source.scale * (1 + breathScale * motion.breath),
    canonical: source.canonical,
    expression: expressed(source.expression, sliderValues(motion)),
  };
}

function expressed(source: Keypoints, values: Record<Slider, number>): Keypoints {
  const sums = Float64Array.from(source);
  for (const slider of sliderNames) {
    for (const [keypoint, axis, perUnit] of sliders[slider]) {
      const at = 3 * keypoint + axis;
      sums[at] = (sums[at] ?? 0) + perUnit * values[slider];
    }
  }
  for (const [keypoint, axis, least, most] of expressionLimits) {
    const at = 3 * keypoint + axis;
    const own = source[at] ?? 0;
    sums[at] = Math.min(Math.max(most, own), Math.max(Math.min(least, own), sums[at] ?? 0));
  }
  return Float32Array.from(sums);
}

/**
 * LivePortrait's angles turn x (right), y (down) and z by Rz Ry Rx, so that roll is positive clockwise. Its yaw is
 * positive to the picture's left and its pitch positive downwards: in the project's own driving video d8, the angles of
 * its template d8.pkl correlate by -0.89 with how far right the nose lies between the ears, by +0.56 with how far it lies
 * below the eyes, and by +0.82 with the tilt of the eyes (28 frames, landmarks by our finder).
 */
function turned(source: HeadPose, motion: FaceMotion): HeadPose {
  return {
    pitch: within(source.pitch + motion.pitch, source.pitch, poseLimits.pitch),
    yaw: within(source.yaw - motion.yaw, source.yaw, poseLimits.yaw),
    roll: within(source.roll + motion.roll, source.roll, poseLimits.roll),
  };
}

function within(degrees: number, own: number, limit: number): number {
  return Math.min(Math.max(limit, own), Math.max(Math.min(-limit, own), degrees));
}
