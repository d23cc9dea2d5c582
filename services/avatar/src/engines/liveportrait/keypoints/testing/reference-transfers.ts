import { z } from 'zod';
import { readFixture } from '../../geometry/testing/reference-pictures.js';
import type { FaceKeypoints, Keypoints } from '../keypoints.js';
import type { MotionRegion } from '../expression-regions.js';
import type { MotionTransferOptions } from '../motion-transfer.js';
import { faceSchema, floatsSchema } from './reference-faces.js';

/** Motion of one face moved to another, by the reference's pipeline. */
interface ReferenceTransfers {
  source: FaceKeypoints;
  sourceTransformed: Keypoints;
  /** Left and right. */
  sourceEyes: [number, number];
  sourceLips: number;
  /** The reference's whole table of a face at rest. */
  restingExpression: Keypoints;
  driving: FaceKeypoints[];
  drivingEyes: [number, number][];
  drivingLips: number[];
  cases: ReferenceTransfer[];
}

interface ReferenceTransfer {
  /** What was set, for a test's name. */
  settings: string;
  options: MotionTransferOptions;
  stitches: boolean;
  shutsLips: boolean;
  retargetsEyes: boolean;
  retargetsLips: boolean;
  needsNetworks: boolean;
  multiplier: number;
  /** Driving frames; 1 is a driving picture. */
  frames: number;
  /** What the generator is given, frame by frame. */
  keypoints: Keypoints[];
}

const regions: Record<string, MotionRegion> = { exp: 'expression', pose: 'pose', lip: 'lips', eyes: 'eyes' };

const settingsSchema = z.object({
  flag_stitching: z.boolean(),
  flag_normalize_lip: z.boolean(),
  flag_eye_retargeting: z.boolean().default(false),
  flag_lip_retargeting: z.boolean().default(false),
  flag_relative_motion: z.boolean().default(true),
  animation_region: z.string().default('all'),
  driving_option: z.enum(['pose-friendly', 'expression-friendly']).default('pose-friendly'),
  driving_multiplier: z.number().default(1),
});

const transferSchema = z
  .object({ settings: settingsSchema, frames: z.number(), keypoints: z.array(floatsSchema) })
  .transform(({ settings, frames, keypoints }): ReferenceTransfer => {
    const flags = {
      stitches: settings.flag_stitching,
      shutsLips: settings.flag_normalize_lip,
      retargetsEyes: settings.flag_eye_retargeting,
      retargetsLips: settings.flag_lip_retargeting,
    };
    const mode = settings.flag_relative_motion ? 'relative' : 'absolute';
    const region = regions[settings.animation_region] ?? 'all';
    const set = Object.entries(flags).flatMap(([name, value]) => (value ? [name] : []));
    return {
      ...flags,
      settings: [mode, region, settings.driving_option, `x ${settings.driving_multiplier}`, ...set].join(
        ', ',
      ),
      options: { mode, region, option: settings.driving_option },
      needsNetworks: set.length > 0,
      multiplier: settings.driving_multiplier,
      frames,
      keypoints,
    };
  });

export function readTransfers(): ReferenceTransfers {
  return readFixture(
    'motion-transfer.json',
    z.object({
      source: faceSchema,
      sourceTransformed: floatsSchema,
      sourceEyes: z.tuple([z.number(), z.number()]),
      sourceLips: z.number(),
      restingExpression: floatsSchema,
      driving: z.array(faceSchema),
      drivingEyes: z.array(z.tuple([z.number(), z.number()])),
      drivingLips: z.array(z.number()),
      cases: z.array(transferSchema),
    }),
  );
}
