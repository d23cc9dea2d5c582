import { elementCount, type OnnxNode } from '@parley/inference/graph-surgery';
import { integersIn } from './feature-shapes.js';
import type { Inferred, KnownValues } from './known-values.js';
import { integerAttribute, integersAttribute, textAttribute } from './node-attributes.js';

type Shape = readonly number[];
type Rule = (node: OnnxNode, known: KnownValues) => Inferred | undefined;

/** The shape of an operator's first output, from its inputs' (onnx/docs/Operators.md). */
export const shapeRules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    [
      'BatchNormalization',
      'Clip',
      'Exp',
      'InstanceNormalization',
      'LeakyRelu',
      'Neg',
      'Relu',
      'Sigmoid',
      'Softmax',
      'Sqrt',
    ].map((operator) => [operator, sameAsFirst]),
  ),
  ...Object.fromEntries(['Add', 'Sub', 'Mul', 'Div', 'Pow'].map((operator) => [operator, broadcast])),
  Identity: sameValue,
  Cast: sameValue,
  AveragePool: window,
  MatMul: multiply,
  MaxPool: window,
  Concat: concatenate,
  ConstantOfShape: fill,
  Conv: window,
  DepthToSpace: depthToSpace,
  Expand: expand,
  Gather: gather,
  GridSample: sampleGrid,
  ReduceMean: reduce,
  ReduceSum: reduce,
  Reshape: reshape,
  Resize: resize,
  Shape: shapeAsValue,
  Slice: sliceIntegers,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};

function sameAsFirst({ inputs: [input = ''] }: OnnxNode, known: KnownValues): Inferred {
  return { shape: known.shape(input) };
}

function sameValue({ inputs: [input = ''] }: OnnxNode, known: KnownValues): Inferred {
  return { shape: known.shape(input), integers: known.integers(input) };
}

function broadcast({ inputs: [left = '', right = ''] }: OnnxNode, known: KnownValues): Inferred {
  return { shape: broadcastShape(known.shape(left), known.shape(right)) };
}

function broadcastShape(left: Shape | undefined, right: Shape | undefined): Shape | undefined {
  if (!left || !right) return undefined;
  const rank = Math.max(left.length, right.length);
  const from = (shape: Shape, axis: number) => shape[axis - (rank - shape.length)] ?? 1;
  return Array.from({ length: rank }, (_, axis) => {
    const size = from(left, axis);
    return size === 1 ? from(right, axis) : size;
  });
}

/** Conv and the pools. */
function window(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const [input = '', weight = ''] = node.inputs;
  const shape = known.shape(input);
  const weights = known.shape(weight);
  const kernel = integersAttribute(node, 'kernel_shape') ?? weights?.slice(2);
  const automatic = textAttribute(node, 'auto_pad', 'NOTSET') !== 'NOTSET';
  if (!shape || !kernel || automatic || integerAttribute(node, 'ceil_mode', 0) === 1) return undefined;
  const channels = node.operator === 'Conv' ? weights?.[0] : shape[1];
  if (channels === undefined) return undefined;
  const pads = integersAttribute(node, 'pads') ?? [];
  const strides = integersAttribute(node, 'strides') ?? [];
  const dilations = integersAttribute(node, 'dilations') ?? [];
  const sizes = kernel.map((taps, axis) => {
    const padded = (shape[axis + 2] ?? 0) + (pads[axis] ?? 0) + (pads[axis + kernel.length] ?? 0);
    return Math.floor((padded - (dilations[axis] ?? 1) * (taps - 1) - 1) / (strides[axis] ?? 1)) + 1;
  });
  return { shape: [shape[0] ?? 1, channels, ...sizes] };
}

function concatenate(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const lists = node.inputs.map((input) => known.integers(input));
  const integers = lists.every((list) => list !== undefined) ? lists.flat() : undefined;
  const shapes = node.inputs.map((input) => known.shape(input));
  const [first] = shapes;
  if (!first || !shapes.every((shape) => shape !== undefined)) return { integers };
  const axis = axisOf(integerAttribute(node, 'axis', 0), first.length);
  const size = shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  return { integers, shape: first.with(axis, size) };
}

function fill({ inputs: [sizes = ''], attributes }: OnnxNode, known: KnownValues): Inferred {
  const shape = known.integers(sizes);
  const value = attributes.get('value');
  const [number] = (value?.type === 'tensor' && integersIn(value.value)) || [];
  const isList = shape?.length === 1 && number !== undefined;
  return { shape, integers: isList ? Array.from({ length: shape[0] ?? 0 }, () => number) : undefined };
}

function depthToSpace(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const shape = known.shape(node.inputs[0] ?? '');
  if (shape?.length !== 4) return undefined;
  const [batch = 1, channels = 0, height = 0, width = 0] = shape;
  const side = integerAttribute(node, 'blocksize', 1);
  return { shape: [batch, channels / (side * side), height * side, width * side] };
}

function expand({ inputs: [input = '', sizes = ''] }: OnnxNode, known: KnownValues): Inferred {
  return { shape: broadcastShape(known.shape(input), known.integers(sizes)) };
}

/** Only what takes elements of a list of sizes. */
function gather({ inputs: [input = '', indices = ''] }: OnnxNode, known: KnownValues): Inferred | undefined {
  const list = known.integers(input);
  const chosen = known.integers(indices);
  const shape = known.shape(indices);
  if (!list || !chosen || !shape) return undefined;
  const integers = chosen.flatMap((index) => list.at(index) ?? []);
  return { shape, integers };
}

function sampleGrid({ inputs: [input = '', grid = ''] }: OnnxNode, known: KnownValues): Inferred | undefined {
  const shape = known.shape(input);
  const places = known.shape(grid);
  return shape && places ? { shape: [...shape.slice(0, 2), ...places.slice(1, -1)] } : undefined;
}

function multiply({ inputs: [left = '', right = ''] }: OnnxNode, known: KnownValues): Inferred | undefined {
  const [one, other] = [known.shape(left), known.shape(right)];
  if (!one || !other || other.length > 2) return undefined;
  return { shape: [...one.slice(0, -1), ...other.slice(1)] };
}

function reduce(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const [input = '', list = ''] = node.inputs;
  const shape = known.shape(input);
  const axes = known.integers(list) ?? integersAttribute(node, 'axes');
  if (!shape || !axes) return undefined;
  const gone = new Set(axes.map((axis) => axisOf(axis, shape.length)));
  const kept = integerAttribute(node, 'keepdims', 1) === 1;
  return { shape: shape.flatMap((size, axis) => (gone.has(axis) ? (kept ? [1] : []) : [size])) };
}

function reshape(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const [input = '', sizes = ''] = node.inputs;
  const shape = known.shape(input);
  const wanted = known.integers(sizes);
  if (!shape || !wanted || integerAttribute(node, 'allowzero', 0) === 1) return undefined;
  const kept = wanted.map((size, axis) => (size === 0 ? (shape[axis] ?? 0) : size));
  const rest = elementCount(shape) / elementCount(kept.filter((size) => size !== -1));
  return { shape: kept.map((size) => (size === -1 ? rest : size)), integers: known.integers(input) };
}

function resize({ inputs: [input = '', , scales = '', sizes = ''] }: OnnxNode, known: KnownValues): Inferred {
  const factors = known.floats(scales);
  const scaled = known.shape(input)?.map((size, axis) => Math.floor(size * (factors?.[axis] ?? Number.NaN)));
  const shape = known.integers(sizes) ?? scaled;
  return { shape: shape?.some(Number.isNaN) ? undefined : shape };
}

function shapeAsValue(
  { inputs: [input = ''], attributes }: OnnxNode,
  known: KnownValues,
): Inferred | undefined {
  const shape = known.shape(input);
  return shape && attributes.size === 0 ? { shape: [shape.length], integers: shape } : undefined;
}

/** Only what cuts a piece out of a list of sizes. */
function sliceIntegers(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const [list, starts, ends, , steps] = node.inputs.map((input) => known.integers(input));
  if (!list || starts?.length !== 1 || ends?.length !== 1 || (steps?.[0] ?? 1) !== 1) return undefined;
  const integers = list.slice(starts[0], ends[0]);
  return { shape: [integers.length], integers };
}

function tile({ inputs: [input = '', repeats = ''] }: OnnxNode, known: KnownValues): Inferred {
  const times = known.integers(repeats);
  return { shape: times && known.shape(input)?.map((size, axis) => size * (times[axis] ?? 1)) };
}

function transpose(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const shape = known.shape(node.inputs[0] ?? '');
  if (!shape) return undefined;
  const order = integersAttribute(node, 'perm') ?? shape.map((_, axis) => shape.length - 1 - axis);
  return { shape: order.map((axis) => shape[axis] ?? 1) };
}

function unsqueeze(node: OnnxNode, known: KnownValues): Inferred | undefined {
  const [input = '', added = ''] = node.inputs;
  const shape = known.shape(input);
  const axes = known.integers(added) ?? integersAttribute(node, 'axes');
  if (!shape || !axes) return undefined;
  const rank = shape.length + axes.length;
  const fresh = new Set(axes.map((axis) => axisOf(axis, rank)));
  const sizes = shape.values();
  const widened = Array.from({ length: rank }, (_, axis) =>
    fresh.has(axis) ? 1 : (sizes.next().value ?? 1),
  );
  return { shape: widened, integers: known.integers(input) };
}

const axisOf = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);
