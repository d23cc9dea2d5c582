import { dataTypes, type OnnxModel, type OnnxNode, type OnnxValue } from '@parley/inference/graph-surgery';
import type { LivePortraitDialect } from '../live-portrait-networks.js';

/** The parts of LivePortrait that files hold. `warp` and `decoder` are a generator's halves (Ditto). */
export type NetworkRole =
  'appearance' | 'motion' | 'generator' | 'warp' | 'decoder' | 'stitching' | 'eyes' | 'lips' | 'landmarks';

/** A network as an export has it. */
export interface NetworkKind {
  role: NetworkRole;
  /** Whose export; absent for files that are the same in several. */
  dialect?: LivePortraitDialect;
}

/** Sizes of a tensor; undefined fits any. */
type Sizes = readonly (number | undefined)[];

interface Contract extends NetworkKind {
  inputs: Readonly<Record<string, Sizes>>;
  fits: (model: OnnxModel) => boolean;
}

const picture: Sizes = [undefined, 3, 256, 256];
const volume: Sizes = [undefined, 32, 16, 64, 64];
const points: Sizes = [undefined, 21, 3];

const hasOneOutput = ({ graph }: OnnxModel) => graph.outputs.length === 1;
/** Pitch, yaw, roll, translation, expression, scale and keypoints. */
const hasMotionOutputs = ({ graph }: OnnxModel) => graph.outputs.length === 7;
const hasOutput =
  (...sizes: Sizes) =>
  ({ graph }: OnnxModel) =>
    graph.outputs.some((output) => fitsSizes(output, sizes));

/**
 * Whether a graph draws pictures, or only the 256 channels that a decoder makes one of. Exporters do not always know an
 * output's size: then the decoder's last operator tells, PyTorch's PixelShuffle.
 */
function drawsPictures({ graph }: OnnxModel): boolean {
  const channels = graph.outputs[0]?.dims?.[1];
  return typeof channels === 'number'
    ? channels === 3
    : graph.nodes.some(({ operator }) => operator === 'DepthToSpace');
}

/** Names and sizes of the public exports (reference: avatar, A1, A2, D2). */
const contracts: readonly Contract[] = [
  ...(['fasterliveportrait', 'ditto', 'facefusion'] as const).flatMap((dialect): Contract[] => {
    const input = { fasterliveportrait: 'img', ditto: 'image', facefusion: 'input' }[dialect];
    return [
      { role: 'appearance', dialect, inputs: { [input]: picture }, fits: hasOneOutput },
      { role: 'motion', dialect, inputs: { [input]: picture }, fits: hasMotionOutputs },
    ];
  }),
  {
    role: 'generator',
    dialect: 'fasterliveportrait',
    inputs: { feature_3d: volume, kp_driving: points, kp_source: points },
    fits: drawsPictures,
  },
  {
    role: 'warp',
    dialect: 'ditto',
    inputs: { feature_3d: volume, kp_source: points, kp_driving: points },
    fits: (model) => !drawsPictures(model),
  },
  {
    role: 'generator',
    dialect: 'facefusion',
    inputs: { feature_volume: volume, source: points, target: points },
    fits: hasOneOutput,
  },
  { role: 'decoder', dialect: 'ditto', inputs: { feature: [undefined, 256, 64, 64] }, fits: hasOneOutput },
  {
    role: 'stitching',
    dialect: 'fasterliveportrait',
    inputs: { input: [undefined, 126] },
    fits: hasOutput(undefined, 65),
  },
  {
    role: 'stitching',
    dialect: 'ditto',
    inputs: { kp_source: points, kp_driving: points },
    fits: hasOneOutput,
  },
  {
    role: 'stitching',
    dialect: 'facefusion',
    inputs: { source: points, target: points },
    fits: hasOneOutput,
  },
  { role: 'eyes', inputs: { input: [undefined, 66] }, fits: hasOneOutput },
  { role: 'lips', inputs: { input: [undefined, 65] }, fits: hasOneOutput },
  {
    role: 'landmarks',
    inputs: { input: [undefined, 3, 224, 224] },
    fits: hasOutput(undefined, 406),
  },
];

/** What of LivePortrait a model is, judged by its inputs and outputs; undefined where it is something else. */
export function kindOf(model: OnnxModel): NetworkKind | undefined {
  const weights = new Set(model.graph.initializers.map(({ name }) => name));
  const inputs = model.graph.inputs.filter(({ name }) => !weights.has(name));
  const contract = contracts.find(
    ({ inputs: wanted, fits }) =>
      inputs.length === Object.keys(wanted).length &&
      inputs.every((input) => {
        const sizes = wanted[input.name];
        return sizes !== undefined && fitsSizes(input, sizes);
      }) &&
      fits(model),
  );
  return contract && { role: contract.role, ...(contract.dialect && { dialect: contract.dialect }) };
}

/** Symbolic and unknown sizes fit anything. */
function fitsSizes({ dims }: OnnxValue, sizes: Sizes): boolean {
  if (!dims) return true;
  return (
    dims.length === sizes.length &&
    sizes.every((size, axis) => {
      const declared = dims[axis];
      return size === undefined || typeof declared !== 'number' || declared === size;
    })
  );
}

/** Whether a graph needs FasterLivePortrait's plugin for TensorRT, which onnxruntime has not. */
export const needsPlugin = ({ graph }: OnnxModel): boolean => graph.nodes.some(isPluginNode);
const isPluginNode = ({ operator }: OnnxNode) => operator === 'GridSample3D';

/** Whether a graph's weights are in half precision. */
export const isHalfPrecision = ({ graph }: OnnxModel): boolean =>
  graph.initializers.filter(({ dataType }) => dataType === dataTypes.float16).length >
  graph.initializers.filter(({ dataType }) => dataType === dataTypes.float32).length;
