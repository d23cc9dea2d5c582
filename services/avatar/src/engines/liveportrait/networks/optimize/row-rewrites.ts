import type { OnnxNode } from '@parley/inference/graph-surgery';
import type { FeatureRows } from './feature-rows.js';
import { positionCount } from './feature-shapes.js';
import { floatAttribute, integerAttribute, integersAttribute, textAttribute } from './node-attributes.js';

/** Writes a node over rows instead of planes. @returns false where it cannot: the node then stays as it is */
export type Rewrite = (node: OnnxNode, features: FeatureRows) => boolean;

/** Operators that go on in rows where what they take is in rows already. */
export const rowRewrites: Readonly<Record<string, Rewrite>> = {
  Add: elementwise,
  Div: elementwise,
  Mul: elementwise,
  Sub: elementwise,
  LeakyRelu: activation,
  Relu: activation,
  Sigmoid: activation,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Concat: concatenate,
  InstanceNormalization: instanceNormalization,
  Resize: repeat,
  Softmax: softmax,
};

function elementwise(node: OnnxNode, features: FeatureRows): boolean {
  const [value = ''] = node.outputs;
  const dims = features.known.shape(value);
  if (!features.shape(value) || !dims || !node.inputs.some((input) => features.hasRows(input))) return false;
  const operands = node.inputs.map((input) => rowOperand(input, features, dims));
  if (!operands.every((operand) => operand !== undefined)) return false;
  features.setRows(value, features.add(node.operator, operands));
  return true;
}

/** What stands for an operand: rows, one number for each row, one for each channel, or one for all. */
function rowOperand(input: string, features: FeatureRows, outputDims: readonly number[]): string | undefined {
  const dims = features.known.shape(input);
  if (!dims) return undefined;
  const missing = outputDims.length - dims.length;
  const [, channels = 1, ...axes] = outputDims.map((_, axis) => dims[axis - missing] ?? 1);
  if (channels !== 1 && channels !== outputDims[1]) return undefined;
  if (axes.every((size) => size === 1)) {
    features.needPlanes(input);
    return features.add('Reshape', [input, features.list(1, channels)]);
  }
  const isWhole = missing === 0 && axes.join() === outputDims.slice(2).join();
  return isWhole ? features.rowsOf(input) : undefined;
}

function activation(node: OnnxNode, features: FeatureRows): boolean {
  const [input = ''] = node.inputs;
  const [value = ''] = node.outputs;
  if (!features.hasRows(input)) return false;
  const attributes = Object.fromEntries(node.attributes);
  features.setRows(value, features.add(node.operator, [features.rowsOf(input)], { attributes }));
  return true;
}

/** Channels one after another. */
function concatenate(node: OnnxNode, features: FeatureRows): boolean {
  const [value = ''] = node.outputs;
  const channelsLast = integerAttribute(node, 'axis', 0) === 1 && features.shape(value);
  if (!channelsLast || !node.inputs.some((input) => features.hasRows(input))) return false;
  const rows = node.inputs.map((input) => features.rowsOf(input));
  features.setRows(value, features.add('Concat', rows, { attributes: { axis: 1 } }));
  return true;
}

function softmax(node: OnnxNode, features: FeatureRows): boolean {
  const [input = ''] = node.inputs;
  const [value = ''] = node.outputs;
  if (!features.hasRows(input) || integerAttribute(node, 'axis', -1) !== 1) return false;
  features.setRows(value, features.add('Softmax', [features.rowsOf(input)], { attributes: { axis: 1 } }));
  return true;
}

/** Each channel to a mean of 0 and a variance of 1 over all positions, then scaled and moved. */
function instanceNormalization(node: OnnxNode, features: FeatureRows): boolean {
  const [input = '', scale = '', bias = ''] = node.inputs;
  const [value = ''] = node.outputs;
  const shape = features.shape(input);
  if (!shape || !features.hasRows(input)) return false;
  const rows = features.rowsOf(input);
  const share = features.float(1 / positionCount(shape));
  const mean = (values: string) =>
    features.add('Mul', [features.add('ReduceSum', [values, features.list(0)]), share]);
  const centred = features.once(`centred ${rows}`, () => features.add('Sub', [rows, mean(rows)]));
  const variance = features.once(`variance ${rows}`, () => mean(features.add('Mul', [centred, centred])));
  const epsilon = features.float(floatAttribute(node, 'epsilon', 1e-5));
  const deviation = features.add('Sqrt', [features.add('Add', [variance, epsilon])]);
  const normalised = features.add('Mul', [centred, features.add('Div', [scale, deviation])]);
  const moved = features.known.floats(bias)?.every((number) => number === 0)
    ? normalised
    : features.add('Add', [normalised, bias]);
  features.setRows(value, moved);
  return true;
}

function batchNormalization(node: OnnxNode, features: FeatureRows): boolean {
  const [input = '', scale = '', bias = '', mean = '', variance = ''] = node.inputs;
  const [value = ''] = node.outputs;
  if (!features.hasRows(input) || node.outputs.length > 1) return false;
  const epsilon = features.float(floatAttribute(node, 'epsilon', 1e-5));
  const deviation = features.add('Sqrt', [features.add('Add', [variance, epsilon])]);
  const factor = features.add('Div', [scale, deviation]);
  const offset = features.add('Sub', [bias, features.add('Mul', [mean, factor])]);
  const scaled = features.add('Mul', [features.rowsOf(input), factor]);
  features.setRows(value, features.add('Add', [scaled, offset]));
  return true;
}

/** Enlargement by a whole number without interpolation, along height and width: written out only where it must be. */
function repeat(node: OnnxNode, features: FeatureRows): boolean {
  const [input = ''] = node.inputs;
  const [value = ''] = node.outputs;
  const before = features.shape(input);
  const after = features.shape(value);
  if (!before || !after || before.depth !== after.depth || !features.hasRows(input)) return false;
  const factor = after.height / before.height;
  const exact =
    textAttribute(node, 'mode', 'nearest') === 'nearest' &&
    textAttribute(node, 'coordinate_transformation_mode', 'half_pixel') === 'asymmetric' &&
    textAttribute(node, 'nearest_mode', 'round_prefer_floor') === 'floor';
  if (!exact || !Number.isInteger(factor) || factor * before.width !== after.width) return false;
  if (factor === 1) features.setRows(value, features.rowsOf(input));
  else features.setRepeated(value, input, factor);
  return true;
}

/** The mean of blocks that do not overlap, along height and width. */
function averagePool(node: OnnxNode, features: FeatureRows): boolean {
  const [input = ''] = node.inputs;
  const [value = ''] = node.outputs;
  const before = features.shape(input);
  const after = features.shape(value);
  const kernel = integersAttribute(node, 'kernel_shape') ?? [];
  const strides = integersAttribute(node, 'strides') ?? [];
  const pads = integersAttribute(node, 'pads') ?? [];
  const [down = 0, across = 0] = kernel.slice(-2);
  const apart = kernel.join() === strides.join() && pads.every((pad) => pad === 0);
  if (!before || !after || before.depth !== after.depth || !apart || !features.hasRows(input)) return false;
  const count = positionCount(after);
  const name = `pool ${down} ${across} of ${before.depth} ${before.height} ${before.width}`;
  const indices = features.indices(name, [count, down * across], () => {
    const list = new Int32Array(count * down * across);
    for (let index = 0; index < list.length; index += 1) {
      const place = index % (down * across);
      const position = Math.floor(index / (down * across));
      const x = (position % after.width) * across + (place % across);
      const y = (Math.floor(position / after.width) % after.height) * down + Math.floor(place / across);
      const z = Math.floor(position / (after.width * after.height));
      list[index] = (z * before.height + y) * before.width + x;
    }
    return list;
  });
  const blocks = features.add('Gather', [features.rowsOf(input), indices], { attributes: { axis: 0 } });
  const sum = features.add('ReduceSum', [blocks, features.list(1)], { attributes: { keepdims: 0 } });
  features.setRows(value, features.add('Mul', [sum, features.float(1 / (down * across))]));
  return true;
}
