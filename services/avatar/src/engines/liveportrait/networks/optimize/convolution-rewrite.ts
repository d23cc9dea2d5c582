import type { OnnxNode } from '@parley/inference/graph-surgery';
import type { FeatureRows } from './feature-rows.js';
import { integerAttribute, integersAttribute, textAttribute } from './node-attributes.js';
import {
  repeatedInputAlgorithm,
  sameSizeAlgorithm,
  tapByTapAlgorithm,
  type TileAlgorithm,
} from './tile-algorithm.js';
import { tiledConvolution } from './tiled-convolution.js';

/** With fewer channels the products of matrices are too narrow to be fast. */
const fewestChannels = 16;
/** Up to so many output channels, all taps' products together are one of ordinary width. */
const fewOutputs = 2;

/**
 * Convolutions that keep the size, without strides, dilations and groups, of one picture or volume. A repeated input is
 * never written out where the kernel has three taps.
 * @returns whether the node was written in another form
 */
export function rewriteConvolution(node: OnnxNode, features: FeatureRows): boolean {
  const [input = '', weight = '', bias] = node.inputs;
  const [value = ''] = node.outputs;
  const output = features.shape(value);
  const channels = features.shape(input)?.channels ?? 0;
  const weightDims = features.known.shape(weight);
  if (!output || !weightDims || channels < fewestChannels || !keepsSize(node, weightDims)) return false;
  const [height = 0, width = 0] = weightDims.slice(-2);
  const depthTaps = weightDims.length === 5 ? (weightDims[2] ?? 1) : 1;
  let rows: string;
  if (height * width * depthTaps === 1) {
    if (!features.hasRows(input)) return false;
    rows = pointwise(features, input, weight, weightDims);
  } else {
    const { source, algorithms } = chooseAlgorithms(features, input, weightDims);
    const size = features.shape(source);
    const [vertical, horizontal] = algorithms;
    const depth = depthTaps > 1 ? sameSizeAlgorithm(depthTaps, output.depth) : undefined;
    if (!size || !vertical || !horizontal || (depthTaps > 1 && !depth)) return false;
    rows = tiledConvolution(features, {
      rows: features.rowsOf(source),
      source: size,
      output,
      weight,
      weightDims,
      algorithms: { depth, vertical, horizontal },
    });
  }
  features.setRows(value, bias ? features.add('Add', [rows, bias]) : rows);
  return true;
}

function keepsSize(node: OnnxNode, weightDims: readonly number[]): boolean {
  const taps = weightDims.slice(2);
  const pads = integersAttribute(node, 'pads') ?? [];
  const strides = integersAttribute(node, 'strides') ?? [];
  const dilations = integersAttribute(node, 'dilations') ?? [];
  return (
    integerAttribute(node, 'group', 1) === 1 &&
    textAttribute(node, 'auto_pad', 'NOTSET') === 'NOTSET' &&
    [...strides, ...dilations].every((step) => step === 1) &&
    [...taps, ...taps].every((count, axis) => 2 * (pads[axis] ?? 0) === count - 1)
  );
}

function chooseAlgorithms(
  features: FeatureRows,
  input: string,
  weightDims: readonly number[],
): { source: string; algorithms: (TileAlgorithm | undefined)[] } {
  const { value: source, factor } = features.sourceOf(input);
  const [height = 0, width = 0] = weightDims.slice(-2);
  if (factor > 1 && height === 3 && width === 3) {
    const algorithm = repeatedInputAlgorithm(factor);
    return { source, algorithms: [algorithm, algorithm] };
  }
  if ((weightDims[0] ?? 0) <= fewOutputs) {
    return { source: input, algorithms: [tapByTapAlgorithm(height), tapByTapAlgorithm(width)] };
  }
  const size = features.shape(input);
  const algorithms = [
    sameSizeAlgorithm(height, size?.height ?? 0),
    sameSizeAlgorithm(width, size?.width ?? 0),
  ];
  return { source: input, algorithms };
}

function pointwise(
  features: FeatureRows,
  input: string,
  weight: string,
  weightDims: readonly number[],
): string {
  const [outputs = 0, inputs = 0] = weightDims;
  const matrix = features.add('Reshape', [weight, features.list(outputs, inputs)]);
  const turned = features.add('Transpose', [matrix], { attributes: { perm: [1, 0] } });
  return features.add('MatMul', [features.rowsOf(input), turned]);
}
