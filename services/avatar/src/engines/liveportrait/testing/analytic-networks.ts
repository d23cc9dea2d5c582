import type { OnnxModel } from '@parley/inference/graph-surgery';
import { keypointCount } from '../keypoints/keypoints.js';
import type { LivePortraitDialect } from '../networks/live-portrait-networks.js';
import {
  packedChannels,
  pictureSide,
  pixelsOfCell,
  volumeChannels,
  volumeSide,
  warpedPicture,
} from './analytic-warp.js';
import { canonicalKeypoints, templateLandmarks } from './face-layout.js';
import { VersionedGraph } from './graph-parts.js';

/** Size of the vector of 21 keypoints. */
const pointNumbers = 3 * keypointCount;
const pictureDims = [1, 3, pictureSide, pictureSide];
const volumeDims = [1, 32, 16, volumeSide, volumeSide];
const pointDims = [1, keypointCount, 3];
const generatedSide = 512;
/** Channels between Ditto's warp and its decoder. */
const featureChannels = 256;

/** Operator sets of the exports, as far as they are known; facefusion's is taken to be a newer one. */
const operatorSets: Readonly<Record<LivePortraitDialect, number>> = {
  fasterliveportrait: 16,
  ditto: 17,
  facefusion: 20,
};
const pictureInputs: Readonly<Record<LivePortraitDialect, string>> = {
  fasterliveportrait: 'img',
  ditto: 'image',
  facefusion: 'input',
};

/** Packs a picture into the volume: cells of 4 x 4 pixels, the rest of the volume zero. */
export function appearanceNetwork(dialect: LivePortraitDialect): OnnxModel {
  const graph = new VersionedGraph('appearance', operatorSets[dialect]);
  const image = graph.builder.input(pictureInputs[dialect], 'float32', pictureDims);
  const packed = graph.add('SpaceToDepth', [image], { attributes: { blocksize: pixelsOfCell } });
  const name = { fasterliveportrait: 'output', ditto: 'pred', facefusion: 'feature_volume' }[dialect];
  const filled = padded(graph, packed, packedChannels, volumeChannels);
  graph.add('Reshape', [filled, graph.builder.list(...volumeDims)], { outputs: [name] });
  graph.builder.output(name, 'float32', volumeDims);
  return graph.model();
}

/** Finds the same face in every picture: upright, at rest. */
export function motionNetwork(dialect: LivePortraitDialect): OnnxModel {
  const graph = new VersionedGraph('motion', operatorSets[dialect]);
  graph.builder.input(pictureInputs[dialect], 'float32', pictureDims);
  const give = (name: string, dims: readonly number[], values: Float32Array) => {
    graph.add('Identity', [graph.floats(dims, values)], { outputs: [name] });
    graph.builder.output(name, 'float32', dims);
  };
  const zeros = (count: number) => new Float32Array(count);
  if (dialect === 'facefusion') {
    for (const name of ['pitch', 'yaw', 'roll']) give(name, [1, 1], zeros(1));
    give('scale', [1, 1], Float32Array.of(1));
    give('translation', [1, 3], zeros(3));
    give('expression', pointDims, zeros(pointNumbers));
    give('motion_points', pointDims, canonicalKeypoints);
    return graph.model();
  }
  for (const name of ['pitch', 'yaw', 'roll']) give(name, [1, uprightLogits.length], uprightLogits);
  give('t', [1, 3], zeros(3));
  give('exp', [1, pointNumbers], zeros(pointNumbers));
  give('scale', [1, 1], Float32Array.of(1));
  give('kp', [1, pointNumbers], canonicalKeypoints);
  return graph.model();
}

/** 0 degrees lies between the bins 32 and 33 of 66. */
const uprightLogits = Float32Array.from({ length: 66 }, (_, bin) => (bin === 32 || bin === 33 ? 20 : 0));

/** Draws the face; with the TensorRT plugin's operator where `withPlugin` is set, as FasterLivePortrait's `-fix` has it. */
export function generatorNetwork(
  dialect: 'fasterliveportrait' | 'facefusion',
  withPlugin = false,
): OnnxModel {
  const graph = new VersionedGraph('generator', operatorSets[dialect]);
  const { builder } = graph;
  const names =
    dialect === 'facefusion'
      ? { volume: 'feature_volume', driving: 'source', source: 'target' }
      : { volume: 'feature_3d', driving: 'kp_driving', source: 'kp_source' };
  builder.input(names.volume, 'float32', volumeDims);
  builder.input(names.driving, 'float32', pointDims);
  builder.input(names.source, 'float32', pointDims);
  enlarged(graph, warpedPicture(graph, names.volume, names), 'out');
  const model = graph.model();
  return withPlugin ? withPluginOperator(model) : model;
}

/** Ditto's first half: the moved picture, packed into 256 channels. */
export function warpNetwork(withPlugin = false): OnnxModel {
  const graph = new VersionedGraph('warp', operatorSets.ditto);
  const { builder } = graph;
  const volume = builder.input('feature_3d', 'float32', volumeDims);
  const source = builder.input('kp_source', 'float32', pointDims);
  const driving = builder.input('kp_driving', 'float32', pointDims);
  const picture = warpedPicture(graph, volume, { source, driving });
  const packed = graph.add('SpaceToDepth', [picture], { attributes: { blocksize: pixelsOfCell } });
  padded(graph, packed, packedChannels, featureChannels, 'out');
  builder.output('out', 'float32', [1, featureChannels, volumeSide, volumeSide]);
  const model = graph.model();
  return withPlugin ? withPluginOperator(model) : model;
}

/** Ditto's second half. */
export function decoderNetwork(): OnnxModel {
  const graph = new VersionedGraph('decoder', operatorSets.ditto);
  const feature = graph.builder.input('feature', 'float32', [1, featureChannels, volumeSide, volumeSide]);
  const packed = graph.slice(feature, 1, 0, packedChannels);
  const picture = graph.add('DepthToSpace', [packed], { attributes: { blocksize: pixelsOfCell } });
  enlarged(graph, picture, 'output');
  return graph.model();
}

/** Leaves the driving keypoints where they are. */
export function stitchingNetwork(dialect: LivePortraitDialect): OnnxModel {
  const graph = new VersionedGraph('stitching', operatorSets[dialect]);
  const { builder } = graph;
  if (dialect === 'fasterliveportrait') {
    builder.input('input', 'float32', [1, 2 * pointNumbers]);
    const still = graph.floats([1, pointNumbers + 2], new Float32Array(pointNumbers + 2));
    graph.add('Identity', [still], { outputs: ['output'] });
    builder.output('output', 'float32', [1, pointNumbers + 2]);
    return graph.model();
  }
  const names =
    dialect === 'ditto' ? (['kp_source', 'kp_driving'] as const) : (['target', 'source'] as const);
  for (const name of names) builder.input(name, 'float32', pointDims);
  graph.add('Identity', [names[1]], { outputs: ['out'] });
  builder.output('out', 'float32', pointDims);
  return graph.model();
}

/** How far the lids' and the lower lip's keypoints move for a ratio (reference: avatar, C4: the slopes measured). */
const lidTravel = -1 / 22;
const lipTravel = 1 / 5;

/** Moves both upper lids until the eyes are open by the target. */
export function eyesNetwork(): OnnxModel {
  const [leftEye, rightEye, target] = [pointNumbers, pointNumbers + 1, pointNumbers + 2];
  return linearNetwork('eyes', pointNumbers + 3, [
    [target, 3 * 11 + 1, lidTravel],
    [leftEye, 3 * 11 + 1, -lidTravel],
    [target, 3 * 15 + 1, lidTravel],
    [rightEye, 3 * 15 + 1, -lidTravel],
  ]);
}

/** Moves the lower lip until the mouth is open by the target. */
export function lipsNetwork(): OnnxModel {
  const [ratio, target] = [pointNumbers, pointNumbers + 1];
  return linearNetwork('lips', pointNumbers + 2, [
    [target, 3 * 19 + 1, lipTravel],
    [ratio, 3 * 19 + 1, -lipTravel],
  ]);
}

/** The same 203 landmarks in every picture. */
export function landmarkNetwork(): OnnxModel {
  const graph = new VersionedGraph('landmarks', operatorSets.fasterliveportrait);
  const { builder } = graph;
  builder.input('input', 'float32', [1, 3, 224, 224]);
  // Names and sizes of the two other outputs: hpc203/liveportrait-onnxrun, `cpp/liveportrait.h`.
  const outputs: Readonly<Record<string, Float32Array>> = {
    output: new Float32Array(214),
    '853': new Float32Array(262),
    '856': templateLandmarks(),
  };
  for (const [name, values] of Object.entries(outputs)) {
    graph.add('Identity', [graph.floats([1, values.length], values)], { outputs: [name] });
    builder.output(name, 'float32', [1, values.length]);
  }
  return graph.model();
}

/** A network that multiplies its input by a matrix of few entries: from, to, factor. */
function linearNetwork(
  name: string,
  inputs: number,
  entries: readonly (readonly [number, number, number])[],
): OnnxModel {
  const graph = new VersionedGraph(name, operatorSets.fasterliveportrait);
  const input = graph.builder.input('input', 'float32', [1, inputs]);
  const matrix = new Float32Array(inputs * pointNumbers);
  for (const [from, to, factor] of entries) matrix[from * pointNumbers + to] = factor;
  graph.add('MatMul', [input, graph.floats([inputs, pointNumbers], matrix)], { outputs: ['output'] });
  graph.builder.output('output', 'float32', [1, pointNumbers]);
  return graph.model();
}

/** Fills up with channels of zeros. */
function padded(
  graph: VersionedGraph,
  value: string,
  channels: number,
  wanted: number,
  name?: string,
): string {
  const pads = graph.builder.list(0, 0, 0, 0, 0, wanted - channels, 0, 0);
  return graph.add('Pad', [value, pads], name === undefined ? {} : { outputs: [name] });
}

function enlarged(graph: VersionedGraph, picture: string, name: string): void {
  const dims = [1, 3, generatedSide, generatedSide];
  graph.add('Identity', [graph.resize(picture, ...dims)], { outputs: [name] });
  graph.builder.output(name, 'float32', dims);
}

function withPluginOperator(model: OnnxModel): OnnxModel {
  for (const node of model.graph.nodes) if (node.operator === 'GridSample') node.operator = 'GridSample3D';
  return model;
}
