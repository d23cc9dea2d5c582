import {
  alignedBuffer,
  dataTypes,
  GraphBuilder,
  type ModelSource,
  type OnnxModel,
  type OnnxTensor,
  tensorOf,
} from '@parley/inference/graph-surgery';
import type { ConvolutionLayer, EncoderWeights } from '../recognition/network-layers.js';
import type { WhisperDimensions } from '../whisper-network.js';
import { LayerBuilder } from './layer-builder.js';

const microsoft = 'com.microsoft';

/** The encoder in onnxruntime's fused operators: `input_features` to `last_hidden_state`, as the export has it. */
export function encoderModel(
  weights: EncoderWeights,
  { melBins, windowFrames, audioPositions, headSize }: WhisperDimensions,
  source: ModelSource,
): OnnxModel {
  const graph = GraphBuilder.create('whisper_encoder');
  const layers = new LayerBuilder(graph, source);
  const features = graph.input('input_features', 'float32', ['rows', melBins, windowFrames]);
  const [first, second] = weights.convolutions;
  const heads = width(weights) / headSize;
  const heard = convolve(layers, source, convolve(layers, source, features, first, 1), second, 2);
  const frames = graph.add('Transpose', [heard], { attributes: { perm: [0, 2, 1] } });
  let residual = graph.add('Add', [frames, layers.weight(weights.positions)]);
  let normalised = layers.normalise(residual, weights.layers[0]?.attentionNorm ?? weights.norm);
  weights.layers.forEach((layer, number) => {
    const { attention, widen, narrow } = layer;
    const attended = layers.selfAttention(normalised, attention, heads);
    const mixed = layers.multiply(attended, attention.out);
    ({ normalised, residual } = layers.addAndNormalise(
      residual,
      mixed,
      attention.out.bias,
      layer.feedForwardNorm,
    ));
    const fed = layers.feedForward(normalised, widen, narrow);
    const following = weights.layers[number + 1]?.attentionNorm ?? weights.norm;
    ({ normalised, residual } = layers.addAndNormalise(residual, fed, narrow.bias, following));
  });
  graph.add('Identity', [normalised], { outputs: ['last_hidden_state'] });
  graph.output('last_hidden_state', 'float32', ['rows', audioPositions, width(weights)]);
  return layers.model();
}

const width = ({ norm }: EncoderWeights) => norm.scale.dims[0] ?? 0;

function convolve(
  layers: LayerBuilder,
  source: ModelSource,
  input: string,
  { weight, scale, zeroPoint, bias }: ConvolutionLayer,
  stride: number,
): string {
  const kernel = scale
    ? layers.graph.weight(dequantized(weight, scale, zeroPoint, source))
    : layers.weight(weight);
  const convolved = layers.graph.add('Conv', [input, kernel, layers.weight(bias)], {
    attributes: { kernel_shape: [3], pads: [1, 1], strides: [stride] },
  });
  return layers.graph.add('Gelu', [convolved], { domain: microsoft });
}

/** A quantised kernel in single precision: it is small, and 8-bit convolutions are slow. */
function dequantized(
  weight: OnnxTensor,
  scale: OnnxTensor,
  zeroPoint: OnnxTensor | undefined,
  source: ModelSource,
): OnnxTensor {
  const unsigned = weight.dataType === dataTypes.uint8;
  const numbers = (tensor: OnnxTensor) =>
    unsigned ? source.bytesOf(tensor) : new Int8Array(alignedBuffer(source.bytesOf(tensor)));
  const scales = new Float32Array(alignedBuffer(source.bytesOf(scale)));
  const zeros = zeroPoint ? numbers(zeroPoint) : new Int8Array(scales.length);
  const values = numbers(weight);
  const ofOutput = values.length / (weight.dims[0] ?? 1);
  const floats = Float32Array.from(values, (value, index) => {
    const output = scales.length === 1 ? 0 : Math.floor(index / ofOutput);
    return (value - (zeros[output] ?? 0)) * (scales[output] ?? 0);
  });
  return tensorOf(`${weight.name}.float`, 'float32', weight.dims, floats);
}
