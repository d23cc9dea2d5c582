import type { OnnxNode, OnnxTensor } from '../onnx-types.js';

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

/** A graph that is not built as it must be for another to be derived from it. */
export class UnrecognisedGraph extends Error {}
