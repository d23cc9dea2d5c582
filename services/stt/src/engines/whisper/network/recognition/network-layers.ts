import type { LinearLayer, NormLayer, OnnxTensor } from '@parley/inference/graph-surgery';

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
