import type { GraphIndex } from '../graph-index.js';
import type { OnnxNode, OnnxTensor } from '../onnx-types.js';
import type { NormLayer } from './layer-types.js';

/** All layer normalisations of a graph, in its order: as one operator, or spelt out as older exports have it. */
export function findNormLayers(index: GraphIndex): NormLayer[] {
  return index.graph.nodes.flatMap((node) => {
    const layer = node.operator === 'LayerNormalization' ? whole(index, node) : spelledOut(index, node);
    return layer ? [layer] : [];
  });
}

function whole(index: GraphIndex, node: OnnxNode): NormLayer | undefined {
  const [input = '', scaleName = '', biasName = ''] = node.inputs;
  const scale = index.constant(scaleName);
  const bias = index.constant(biasName);
  return scale && bias && { input, output: node.outputs[0] ?? '', scale, bias };
}

/** (x - mean) / sqrt(variance + epsilon) * scale + bias, recognised from its last Add. */
function spelledOut(index: GraphIndex, add: OnnxNode): NormLayer | undefined {
  if (add.operator !== 'Add') return undefined;
  const [scaled, bias] = valueAndVector(index, add);
  const multiply = index.producer(scaled ?? '');
  if (!bias || multiply?.operator !== 'Mul') return undefined;
  const [divided, scale] = valueAndVector(index, multiply);
  const divide = index.producer(divided ?? '');
  const centre = index.producer(divide?.inputs[0] ?? '');
  const root = index.producer(divide?.inputs[1] ?? '');
  if (!scale || divide?.operator !== 'Div' || centre?.operator !== 'Sub' || root?.operator !== 'Sqrt')
    return undefined;
  return { input: centre.inputs[0] ?? '', output: add.outputs[0] ?? '', scale, bias };
}

function valueAndVector(index: GraphIndex, node: OnnxNode): [string | undefined, OnnxTensor | undefined] {
  const vector = node.inputs.find((name) => index.constant(name)?.dims.length === 1);
  return [
    node.inputs.find((name) => name !== vector),
    vector === undefined ? undefined : index.constant(vector),
  ];
}
