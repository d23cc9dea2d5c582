import {
  alignedBuffer,
  dataTypes,
  type MatrixWeight,
  type ModelSource,
  type OnnxTensor,
  tensorOf,
} from '@parley/inference/graph-surgery';

/** A matrix of 8-bit blocks as com.microsoft.MatMulNBits takes it. */
export interface BlockMatrix {
  inputs: OnnxTensor[];
  attributes: { K: number; N: number; bits: number; block_size: number; accuracy_level: number };
}

/** Longer blocks mean fewer scales to read. */
const blockSizes = [256, 128, 64, 32, 16];
/** 8-bit products with 32-bit sums; each block of the input has its own scale. */
const integerProducts = 4;

/**
 * An 8-bit matrix [out, in] as one of blocks with exactly the same values: such is the table of tokens where it is also
 * the last projection. Unsigned ones are referred to, for their bytes lie as the operator wants them.
 * @returns undefined where its rows cannot be cut in blocks
 */
export function blockMatrix(
  { tensor, scale, zeroPoint }: MatrixWeight & { form: 'integer8' },
  source: ModelSource,
): BlockMatrix | undefined {
  const [outputs = 0, inputs = 0] = tensor.dims;
  const blockSize = blockSizes.find((size) => inputs % size === 0);
  if (blockSize === undefined) return undefined;
  const blocks = inputs / blockSize;
  const unsigned = tensor.dataType === dataTypes.uint8;
  const scales = new Float32Array(alignedBuffer(source.bytesOf(scale)));
  const zeros = zeroPoint ? source.bytesOf(zeroPoint) : Uint8Array.of(0);
  const ofRow = <T>(list: ArrayLike<T>, row: number) => list[list.length === 1 ? 0 : row];
  const perBlock = (value: (row: number) => number) =>
    Array.from({ length: outputs * blocks }, (_, index) => value(Math.floor(index / blocks)));
  const raised = (byte: number) => (unsigned ? byte : byte ^ 0x80);
  return {
    inputs: [
      {
        ...(unsigned ? source.refer(tensor) : raisedMatrix(tensor, source)),
        dims: [outputs, blocks, blockSize],
      },
      tensorOf(
        `${tensor.name}.block_scales`,
        'float32',
        [outputs * blocks],
        Float32Array.from(perBlock((row) => ofRow(scales, row) ?? 0)),
      ),
      tensorOf(
        `${tensor.name}.block_zero_points`,
        'uint8',
        [outputs * blocks],
        Uint8Array.from(perBlock((row) => raised(ofRow(zeros, row) ?? 0))),
      ),
    ].map((input) => ({ ...input, name: `${input.name}.blocks` })),
    attributes: { K: inputs, N: outputs, bits: 8, block_size: blockSize, accuracy_level: integerProducts },
  };
}

/** Signed bytes as unsigned ones, 128 higher. */
function raisedMatrix(tensor: OnnxTensor, source: ModelSource): OnnxTensor {
  const bytes = Uint8Array.from(source.bytesOf(tensor), (byte) => byte ^ 0x80);
  return tensorOf(tensor.name, 'uint8', tensor.dims, bytes);
}
