import { describe, it } from 'vitest';
import { z } from 'zod';
import { pointsSchema, readFixture } from '../geometry/testing/reference-pictures.js';
import { decodeHeadAngle, rotationMatrix } from './head-pose.js';
import { smoothClip } from './kalman-smoother.js';
import { MotionTransfer, multiplyMotion, transferPicture } from './motion-transfer.js';
import { openingRatios } from './opening-ratios.js';
import { expectClose, faceSchema, floatsSchema } from './testing/reference-faces.js';
import { readTransfers } from './testing/reference-transfers.js';
import { transformKeypoints } from './transform-keypoints.js';

/** Largest error of a keypoint's coordinate, where the face's crop is two wide. */
const tolerance = 1e-4;
/** Largest error of an angle, in degrees. */
const degreesTolerance = 1e-4;

const keypoints = readFixture(
  'keypoints.json',
  z.object({
    poses: z.array(
      z.object({
        logits: z.array(floatsSchema),
        degrees: z.tuple([z.number(), z.number(), z.number()]),
        rotation: z.array(z.array(z.number())),
      }),
    ),
    transformed: z.array(z.object({ face: faceSchema, keypoints: floatsSchema })),
    ratios: z.array(
      z.object({ points: pointsSchema, eyes: z.tuple([z.number(), z.number()]), lips: z.number() }),
    ),
  }),
);

describe('keypoints, against LivePortrait', () => {
  it.each(keypoints.poses)('pose $degrees', ({ logits, degrees: [pitch, yaw, roll], rotation }) => {
    expectClose(logits.map(decodeHeadAngle), [pitch, yaw, roll], degreesTolerance);
    expectClose(rotationMatrix({ pitch, yaw, roll }), rotation.flat(), tolerance);
  });

  it.each(keypoints.transformed)(
    'transformed keypoints of pose $face.pose',
    ({ face, keypoints: wanted }) => {
      expectClose(transformKeypoints(face), wanted, tolerance);
    },
  );

  it.each(keypoints.ratios)('opening ratios, eyes $eyes, lips $lips', ({ points, eyes, lips }) => {
    const found = openingRatios(points);
    expectClose([found.leftEye, found.rightEye, found.lips], [...eyes, lips], tolerance);
  });
});

const transfers = readTransfers();
/** Those that need none of the small networks. */
const pureTransfers = transfers.cases.filter((one) => !one.needsNetworks);

describe('motion transfer, against LivePortrait', () => {
  it('transforms the source', () => {
    expectClose(transformKeypoints(transfers.source), transfers.sourceTransformed, tolerance);
  });

  it.each(pureTransfers)(
    '$frames frames, $settings',
    ({ options, multiplier, frames, keypoints: wanted }) => {
      const motion = new MotionTransfer(transfers.source, options);
      for (const [frame, face] of transfers.driving.slice(0, frames).entries()) {
        const moved =
          frames === 1
            ? transferPicture(transfers.source, face, options.region, transfers.restingExpression)
            : motion.next(face);
        const found = multiplyMotion(motion.sourceKeypoints, moved, multiplier);
        expectClose(found, wanted[frame] ?? [], tolerance);
      }
    },
  );
});

const smoothing = readFixture(
  'smoothing.json',
  z.object({
    values: z.array(floatsSchema),
    kalman: z.array(floatsSchema),
    kalmanStrong: z.array(floatsSchema),
  }),
);
/** Expressions are a hundred times smaller than keypoints. */
const smoothingTolerance = 1e-6;

describe('smoothing, against LivePortrait and FasterLivePortrait', () => {
  it('of a whole clip', () => {
    const found = smoothClip(smoothing.values);
    for (const [frame, wanted] of smoothing.kalman.entries()) {
      expectClose(found[frame] ?? [], wanted, smoothingTolerance);
    }
  });

  it('of a whole clip, strongly', () => {
    const found = smoothClip(smoothing.values, { observation: 3e-4, process: 1e-5 });
    for (const [frame, wanted] of smoothing.kalmanStrong.entries()) {
      expectClose(found[frame] ?? [], wanted, smoothingTolerance);
    }
  });
});
