import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { floatsOf, type OnnxSession, runGraph, type Tensor, tensorFor } from '@parley/inference/sessions';
import type { RgbPicture } from '../../picture/picture.js';
import { decodeHeadAngle } from '../keypoints/head-pose.js';
import { type FaceKeypoints, type Keypoints, keypointCount } from '../keypoints/keypoints.js';
import { frameOutput } from './derivation/byte-frames.js';
import {
  extractorSide,
  type LivePortraitDialect,
  type LivePortraitNetworks,
  type OpeningRatios,
} from './live-portrait-networks.js';
import { pictureTensor } from './picture-tensor.js';

/** LivePortrait's networks once they are open. */
export interface NetworkSessions {
  appearance: OnnxSession;
  motion: OnnxSession;
  generator: OnnxSession;
  stitching: OnnxSession;
  eyes?: OnnxSession;
  lips?: OnnxSession;
}

/**
 * How the exports call the two sets of keypoints. facefusion's `source` are the points to move to and its `target` those
 * of the picture (facefusion, `face_editor/core.py`: `source` is fed with the edited points).
 */
const pointNames: Readonly<Record<LivePortraitDialect, { source: string; driving: string }>> = {
  fasterliveportrait: { source: 'kp_source', driving: 'kp_driving' },
  ditto: { source: 'kp_source', driving: 'kp_driving' },
  facefusion: { source: 'target', driving: 'source' },
};

/** Names of what a motion extractor gives: FasterLivePortrait's and Ditto's, then facefusion's. */
const motionNames = {
  pitch: ['pitch'],
  yaw: ['yaw'],
  roll: ['roll'],
  translation: ['t', 'translation'],
  expression: ['exp', 'expression'],
  scale: ['scale'],
  canonical: ['kp', 'motion_points'],
} as const;
type MotionPart = keyof typeof motionNames;
/** The order in which facefusion takes them, for a graph that has no names of these. */
const motionOrder: readonly MotionPart[] = [
  'pitch',
  'yaw',
  'roll',
  'scale',
  'translation',
  'expression',
  'canonical',
];

/** LivePortrait from one set of files. */
export class LoadedNetworks implements LivePortraitNetworks {
  readonly device: 'cpu' | 'cuda';
  readonly retargets: { eyes: boolean; lips: boolean };
  private readonly points: { source: string; driving: string };

  constructor(
    readonly dialect: LivePortraitDialect,
    private readonly sessions: NetworkSessions,
  ) {
    this.device = sessions.generator.device;
    this.retargets = { eyes: sessions.eyes !== undefined, lips: sessions.lips !== undefined };
    this.points = pointNames[dialect];
  }

  async extractAppearance(crop: RgbPicture): Promise<Tensor> {
    const { appearance } = this.sessions;
    const input = onlyName(appearance.inputs);
    const feeds = { [input]: pictureTensor(appearance, input, crop, extractorSide) };
    const [volume] = await runGraph(appearance, feeds, [onlyName(appearance.outputs)]);
    if (!volume) throw new Error('A run has its output.');
    return volume;
  }

  async extractKeypoints(crop: RgbPicture): Promise<FaceKeypoints> {
    const { motion } = this.sessions;
    const input = onlyName(motion.inputs);
    const results = await motion.run({ [input]: pictureTensor(motion, input, crop, extractorSide) });
    const part = (name: MotionPart): Float32Array => {
      const tensor = results[motionOutput(motion, name)];
      if (!tensor) throw new Error(`The motion extractor gave no ${name}.`);
      return floatsOf(tensor);
    };
    const angle = (name: 'pitch' | 'yaw' | 'roll') => decodeHeadAngle(part(name));
    return {
      pose: { pitch: angle('pitch'), yaw: angle('yaw'), roll: angle('roll') },
      translation: part('translation'),
      scale: part('scale')[0] ?? 1,
      canonical: part('canonical'),
      expression: part('expression'),
    };
  }

  async stitch(source: Keypoints, driving: Keypoints): Promise<Keypoints> {
    const { stitching } = this.sessions;
    if (this.dialect === 'fasterliveportrait') {
      return stitched(driving, await runVector(stitching, [...source, ...driving]));
    }
    const feeds = this.pointFeeds(stitching, source, driving);
    const [moved] = await runGraph(stitching, feeds, [onlyName(stitching.outputs)]);
    if (!moved) throw new Error('A run has its output.');
    return floatsOf(moved);
  }

  async retargetEyes(source: Keypoints, ratios: OpeningRatios, target: number): Promise<Keypoints> {
    const { eyes } = this.sessions;
    if (!eyes) throw noRetargeting('eyes', 'stitching_eye.onnx');
    return runVector(eyes, [...source, ratios.leftEye, ratios.rightEye, target]);
  }

  async retargetLips(source: Keypoints, ratios: OpeningRatios, target: number): Promise<Keypoints> {
    const { lips } = this.sessions;
    if (!lips) throw noRetargeting('lips', 'stitching_lip.onnx');
    return runVector(lips, [...source, ratios.lips, target]);
  }

  async drawFace(appearance: Tensor, source: Keypoints, driving: Keypoints): Promise<Uint8Array> {
    const { generator } = this.sessions;
    const volume = [...generator.inputs.keys()].find((name) => !Object.values(this.points).includes(name));
    if (volume === undefined) throw new Error('The generator takes no appearance.');
    const wanted = generator.inputs.get(volume)?.type;
    const feeds = {
      [volume]:
        appearance.type === wanted
          ? appearance
          : tensorFor(generator, volume, floatsOf(appearance), appearance.dims),
      ...this.pointFeeds(generator, source, driving),
    };
    const [frame] = await runGraph(generator, feeds, [frameOutput]);
    if (!(frame?.data instanceof Uint8Array)) throw new Error('The generator gave no bytes.');
    return frame.data;
  }

  async release(): Promise<void> {
    await Promise.all(Object.values(this.sessions).map((session: OnnxSession) => session.release()));
  }

  private pointFeeds(session: OnnxSession, source: Keypoints, driving: Keypoints) {
    const dims = [1, keypointCount, 3];
    return {
      [this.points.source]: tensorFor(session, this.points.source, source, dims),
      [this.points.driving]: tensorFor(session, this.points.driving, driving, dims),
    };
  }
}

/** 63 deltas, then how far all points move in x and y (LivePortrait, `live_portrait_wrapper.py`, `stitching`). */
function stitched(driving: Keypoints, output: Float32Array): Keypoints {
  const shift = output.subarray(driving.length);
  return driving.map((value, index) => {
    const axis = index % 3;
    return value + (output[index] ?? 0) + (axis < 2 ? (shift[axis] ?? 0) : 0);
  });
}

/** Runs a network of one vector in and one out. */
async function runVector(session: OnnxSession, values: readonly number[]): Promise<Float32Array> {
  const input = onlyName(session.inputs);
  const feeds = { [input]: tensorFor(session, input, values, [1, values.length]) };
  const [output] = await runGraph(session, feeds, [onlyName(session.outputs)]);
  if (!output) throw new Error('A run has its output.');
  return floatsOf(output);
}

/** What a part is called, or where it stands among the seven of a graph that names none of them. */
function motionOutput({ outputs, file }: OnnxSession, part: MotionPart): string {
  const isNamed = Object.values(motionNames).some((names) => names.some((name) => outputs.has(name)));
  const name = isNamed
    ? motionNames[part].find((each) => outputs.has(each))
    : [...outputs.keys()][motionOrder.indexOf(part)];
  if (name !== undefined) return name;
  throw new ParleyError(
    'model_files_invalid',
    `${basename(file)} gives no ${motionNames[part].join(' or ')}: it has ${[...outputs.keys()].join(', ')}.`,
  );
}

function onlyName(declared: ReadonlyMap<string, unknown>): string {
  const [name] = declared.keys();
  if (name === undefined) throw new Error('The graph has no inputs or outputs.');
  return name;
}

function noRetargeting(what: string, file: string): ParleyError {
  return new ParleyError(
    'model_files_missing',
    `The ${what} cannot be opened or closed by a ratio: ${file} is not in the model's folder. Put it there.`,
  );
}
