import type { ModelSource } from '../model-source.js';
import { dataTypes, type OnnxTensor } from '../onnx-types.js';
import { alignedBuffer, elementCount, tensorOf } from '../tensors.js';
import type { MatrixWeight } from './layer-types.js';

/** An 8-bit matrix as com.microsoft.DynamicQuantizeMatMul runs it fastest: signed, [in, out]. */
export interface SignedMatrix {
  matrix: OnnxTensor;
  scale: OnnxTensor;
  zeroPoint: OnnxTensor;
}

/**
 * Any 8-bit matrix as a signed one, [in, out], with exactly the same values. Signed ones that stand like that already
 * are referred to. onnxruntime's kernel for signed weights is about twice as fast as the one for unsigned weights.
 */
export function signedMatrix(weight: MatrixWeight & { form: 'integer8' }, source: ModelSource): SignedMatrix {
  const { tensor, scale } = weight;
  const unsigned = tensor.dataType === dataTypes.uint8;
  const moved = unsigned || weight.transposed;
  const matrix = moved ? movedMatrix(weight, source, unsigned) : source.refer(tensor);
  const scales = new Float32Array(alignedBuffer(source.bytesOf(scale)));
  return {
    matrix,
    scale: tensorOf(`${matrix.name}.scale`, 'float32', [scales.length], scales),
    zeroPoint: tensorOf(
      `${matrix.name}.zero_point`,
      'int8',
      [scales.length],
      zeroPoints(weight.zeroPoint, scales.length, source, unsigned),
    ),
  };
}

function zeroPoints(
  zeroPoint: OnnxTensor | undefined,
  count: number,
  source: ModelSource,
  unsigned: boolean,
): Int8Array {
  const bytes = zeroPoint ? source.bytesOf(zeroPoint) : new Uint8Array(count);
  return Int8Array.from({ length: count }, (_, index) => signed(bytes[index] ?? 0, unsigned));
}

/** A stored byte as a signed one: unsigned ones move down by 128, as their zero points do. */
const signed = (byte: number, unsigned: boolean) => (unsigned ? byte - 128 : (byte << 24) >> 24);

function movedMatrix(
  { tensor, transposed }: MatrixWeight,
  source: ModelSource,
  unsigned: boolean,
): OnnxTensor {
  const from = source.bytesOf(tensor);
  const [rows = 0, columns = 0] = tensor.dims;
  const to = new Int8Array(elementCount(tensor.dims));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      to[transposed ? column * rows + row : index] = signed(from[index] ?? 0, unsigned);
    }
  }
  const dims = transposed ? [columns, rows] : [rows, columns];
  return tensorOf(`${tensor.name}.signed`, 'int8', dims, to);
}
