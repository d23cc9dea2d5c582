import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OnnxModel, writeModel } from '@parley/inference/graph-surgery';
import type { LivePortraitDialect } from '../networks/live-portrait-networks.js';
import {
  appearanceNetwork,
  decoderNetwork,
  eyesNetwork,
  generatorNetwork,
  landmarkNetwork,
  lipsNetwork,
  motionNetwork,
  stitchingNetwork,
  warpNetwork,
} from './analytic-networks.js';

/** The files of an export under the names that it has. */
const exportFiles: Readonly<Record<LivePortraitDialect, Readonly<Record<string, () => OnnxModel>>>> = {
  fasterliveportrait: {
    'appearance_feature_extractor.onnx': () => appearanceNetwork('fasterliveportrait'),
    'motion_extractor.onnx': () => motionNetwork('fasterliveportrait'),
    'warping_spade.onnx': () => generatorNetwork('fasterliveportrait'),
    'stitching.onnx': () => stitchingNetwork('fasterliveportrait'),
    'stitching_eye.onnx': eyesNetwork,
    'stitching_lip.onnx': lipsNetwork,
    'landmark.onnx': landmarkNetwork,
  },
  ditto: {
    'appearance_extractor.onnx': () => appearanceNetwork('ditto'),
    'motion_extractor.onnx': () => motionNetwork('ditto'),
    'warp_network_ori.onnx': () => warpNetwork(),
    'decoder.onnx': decoderNetwork,
    'stitch_network.onnx': () => stitchingNetwork('ditto'),
    'landmark203.onnx': landmarkNetwork,
  },
  facefusion: {
    'live_portrait_feature_extractor.onnx': () => appearanceNetwork('facefusion'),
    'live_portrait_motion_extractor.onnx': () => motionNetwork('facefusion'),
    'live_portrait_generator.onnx': () => generatorNetwork('facefusion'),
    'live_portrait_stitcher.onnx': () => stitchingNetwork('facefusion'),
    'live_portrait_eye_retargeter.onnx': eyesNetwork,
    'live_portrait_lip_retargeter.onnx': lipsNetwork,
  },
};

/**
 * Writes LivePortrait without weights into a folder, in the names, shapes and types of a public export. It draws the
 * picture it is given with skin moved around its keypoints: a fixture that one can look at, in about 30 ms a frame.
 */
export function writeAnalyticModel(
  directory: string,
  dialect: LivePortraitDialect = 'fasterliveportrait',
): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, build] of Object.entries(exportFiles[dialect])) {
    writeFileSync(join(directory, name), writeModel(build()));
  }
}
