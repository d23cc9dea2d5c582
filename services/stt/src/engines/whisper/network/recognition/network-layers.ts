import type { OnnxNode, OnnxTensor } from '@parley/inference/graph-surgery';

/** A matrix of single or half precision, or of 8 bits, [in, out], or [out, in] where transposed. */
export type MatrixWeight =
  | { form: 'float'; tensor: OnnxTensor; transposed: boolean }
  /** One scale for all or for each output; value = (stored - zeroPoint) * scale. */
  | {
      form: 'integer8';
      tensor: OnnxTensor;
      transposed: boolean;
      scale: OnnxTensor;
      zeroPoint: OnnxTensor | undefined;
    };

/** A matrix in one of the forms in which exports hold it. */
export type LinearWeight =
  | MatrixWeight
  /** Blocks of few bits: the node that multiplies by it, and its weights (com.microsoft.MatMulNBits). */
  | { form: 'blocks'; node: OnnxNode; tensors: OnnxTensor[] };

/** A linear layer: input * weight + bias. */
export interface LinearLayer {
  /** The value that it takes, as the export names it. */
  input: string;
  /** The value that it gives, bias included. */
  output: string;
  weight: LinearWeight;
  bias: OnnxTensor | undefined;
}

export interface NormLayer {
  input: string;
  output: string;
  scale: OnnxTensor;
  bias: OnnxTensor;
}

/** One attention with the projections around it. */
export interface AttentionLayer {
  query: LinearLayer;
  key: LinearLayer;
  value: LinearLayer;
  out: LinearLayer;
}

export interface EncoderLayer {
  attentionNorm: NormLayer;
  attention: AttentionLayer;
  feedForwardNorm: NormLayer;
  widen: LinearLayer;
  narrow: LinearLayer;
}

export interface DecoderLayer extends EncoderLayer {
  crossNorm: NormLayer;
  cross: AttentionLayer;
}

/** A table whose rows are looked up. */
export type EmbeddingTable =
  | { form: 'float'; tensor: OnnxTensor }
  | { form: 'integer8'; tensor: OnnxTensor; scale: OnnxTensor; zeroPoint: OnnxTensor | undefined };

/** All weights of a Whisper decoder, by what they are. */
export interface DecoderWeights {
  tokens: EmbeddingTable;
  positions: EmbeddingTable;
  layers: DecoderLayer[];
  norm: NormLayer;
  vocabulary: LinearLayer;
}

/** A convolution along time, [out, in, kernel]; 8-bit weights have one scale for all or for each output. */
export interface ConvolutionLayer {
  weight: OnnxTensor;
  scale: OnnxTensor | undefined;
  zeroPoint: OnnxTensor | undefined;
  bias: OnnxTensor;
}

/** All weights of a Whisper encoder, by what they are. */
export interface EncoderWeights {
  convolutions: [ConvolutionLayer, ConvolutionLayer];
  positions: OnnxTensor;
  layers: EncoderLayer[];
  norm: NormLayer;
}

/** A graph that is not built as Whisper's public exports are. */
export class UnrecognisedGraph extends Error {}
