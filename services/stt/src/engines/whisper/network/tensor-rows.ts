import { fromFloat16, Tensor, toFloat16 } from '@parley/inference/sessions';

/** Some rows of a tensor (its first dimension), in this order; a row may repeat. Consecutive rows are not copied. */
export function selectRows(tensor: Tensor, rows: readonly number[]): Tensor {
  const { data, type } = tensor;
  const dims = [rows.length, ...tensor.dims.slice(1)];
  const size = tensor.dims.slice(1).reduce((product, dimension) => product * dimension, 1);
  const [first = 0] = rows;
  const consecutive = rows.every((row, index) => row === first + index);
  if (data instanceof Float32Array) {
    if (consecutive) return new Tensor(data.subarray(first * size, (first + rows.length) * size), dims);
    return new Tensor(copyRows(data, new Float32Array(rows.length * size), rows, size), dims);
  }
  if (type === 'float16' && data instanceof Uint16Array) {
    if (consecutive)
      return new Tensor('float16', data.subarray(first * size, (first + rows.length) * size), dims);
    return new Tensor('float16', copyRows(data, new Uint16Array(rows.length * size), rows, size), dims);
  }
  throw new Error(`A tensor of ${type} has no rows to select.`);
}

function copyRows<T extends Float32Array | Uint16Array>(
  from: T,
  to: T,
  rows: readonly number[],
  size: number,
): T {
  rows.forEach((row, index) => to.set(from.subarray(row * size, (row + 1) * size), index * size));
  return to;
}

/** A tensor's numbers in single precision; half precision is converted. */
export function floatsOf(tensor: Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  if (tensor.type === 'float16' && data instanceof Uint16Array) return fromFloat16(data);
  throw new Error(`A tensor of ${tensor.type} holds no floating-point numbers.`);
}

/** The same numbers in the precision that a graph's input wants. */
export function inPrecision(tensor: Tensor, type: Tensor.Type): Tensor {
  if (tensor.type === type) return tensor;
  const values = floatsOf(tensor);
  if (type === 'float16') return new Tensor('float16', toFloat16(values), tensor.dims);
  return new Tensor(values, tensor.dims);
}

/** A tensor of whole numbers. */
export function integers(values: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}
