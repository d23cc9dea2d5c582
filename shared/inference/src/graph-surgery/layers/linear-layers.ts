import type { GraphIndex } from '../graph-index.js';
import type { OnnxNode, OnnxTensor } from '../onnx-types.js';
import type { LinearLayer, MatrixWeight } from './layer-types.js';

/** All linear layers of a graph, in its order. */
export function findLinearLayers(index: GraphIndex): LinearLayer[] {
  return index.graph.nodes.flatMap((node) => {
    const layer = linearOf(index, node);
    return layer ? [withBias(index, layer)] : [];
  });
}

function linearOf(index: GraphIndex, node: OnnxNode): LinearLayer | undefined {
  const [input = '', weight = ''] = node.inputs;
  const [output = ''] = node.outputs;
  switch (node.operator) {
    case 'MatMul': {
      const found = matrixWeight(index, weight);
      return found && { input, output, weight: found, bias: undefined };
    }
    case 'Gemm':
      return gemm(index, node);
    case 'MatMulInteger':
      return integerLinear(index, node);
    case 'MatMulNBits':
      return blocksLinear(index, node);
    default:
      return undefined;
  }
}

function gemm(index: GraphIndex, node: OnnxNode): LinearLayer | undefined {
  const [input = '', weightName = '', bias = ''] = node.inputs;
  const weight = matrixWeight(index, weightName);
  if (!weight) return undefined;
  const transB = node.attributes.get('transB');
  const turned = transB?.type === 'int' && transB.value === 1n ? transposed(weight) : weight;
  return { input, output: node.outputs[0] ?? '', weight: turned, bias: index.constant(bias) };
}

/** A constant matrix, seen through Transpose, Cast and DequantizeLinear. */
function matrixWeight(index: GraphIndex, value: string): MatrixWeight | undefined {
  const tensor = index.constant(value);
  if (tensor) return tensor.dims.length === 2 ? { form: 'float', tensor, transposed: false } : undefined;
  const node = index.producer(value);
  const [input = '', scaleName = '', zeroPoint = ''] = node?.inputs ?? [];
  if (node?.operator === 'Cast') return matrixWeight(index, input);
  if (node?.operator === 'Transpose') {
    const inner = matrixWeight(index, input);
    return inner && transposed(inner);
  }
  const scale = index.constant(scaleName);
  const inner = node?.operator === 'DequantizeLinear' && scale ? matrixWeight(index, input) : undefined;
  return inner && scale && integer8(inner, scale, index.constant(zeroPoint));
}

const integer8 = (
  { tensor, transposed }: MatrixWeight,
  scale: OnnxTensor,
  zeroPoint: OnnxTensor | undefined,
): MatrixWeight => ({ form: 'integer8', tensor, transposed, scale, zeroPoint });

const transposed = (weight: MatrixWeight): MatrixWeight => ({ ...weight, transposed: !weight.transposed });

/**
 * What dynamic quantisation makes of a linear layer (onnxruntime's quantizer, IntegerOps):
 * DynamicQuantizeLinear, MatMulInteger, Cast, and Mul by both scales.
 */
function integerLinear(index: GraphIndex, node: OnnxNode): LinearLayer | undefined {
  const [quantized = '', weight = '', , zeroPoint = ''] = node.inputs;
  const quantize = index.producer(quantized);
  const matrix = matrixWeight(index, weight);
  if (quantize?.operator !== 'DynamicQuantizeLinear' || !matrix) return undefined;
  const cast = onlyUser(index, node.outputs[0], 'Cast');
  const rescale = onlyUser(index, cast?.outputs[0], 'Mul');
  const scale = rescale?.inputs.map((name) => weightScale(index, name, quantize.outputs[1])).find(Boolean);
  if (!rescale || !scale) return undefined;
  return {
    input: quantize.inputs[0] ?? '',
    output: rescale.outputs[0] ?? '',
    weight: integer8(matrix, scale, index.constant(zeroPoint)),
    bias: undefined,
  };
}

/** The weight's scale out of the product of both scales. */
function weightScale(
  index: GraphIndex,
  product: string,
  inputScale: string | undefined,
): OnnxTensor | undefined {
  const node = index.producer(product);
  if (node?.operator !== 'Mul') return undefined;
  const other = node.inputs.find((name) => name !== inputScale);
  return node.inputs.includes(inputScale ?? '') && other !== undefined ? index.constant(other) : undefined;
}

function blocksLinear(index: GraphIndex, node: OnnxNode): LinearLayer | undefined {
  const [input = '', ...weights] = node.inputs;
  const tensors = weights.map((name) => index.constant(name)).filter((tensor) => tensor !== undefined);
  if (tensors.length !== weights.filter(Boolean).length) return undefined;
  return { input, output: node.outputs[0] ?? '', weight: { form: 'blocks', node, tensors }, bias: undefined };
}

/** Takes in the Add of a constant vector that follows. */
function withBias(index: GraphIndex, layer: LinearLayer): LinearLayer {
  const add = onlyUser(index, layer.output, 'Add');
  const bias = add?.inputs
    .filter((name) => name !== layer.output)
    .map((name) => index.constant(name))
    .find((tensor) => tensor?.dims.length === 1);
  return add && bias && !layer.bias ? { ...layer, bias, output: add.outputs[0] ?? '' } : layer;
}

function onlyUser(index: GraphIndex, value: string | undefined, operator: string): OnnxNode | undefined {
  const users = index.usersOf(value ?? '');
  return users.length === 1 && users[0]?.operator === operator ? users[0] : undefined;
}
