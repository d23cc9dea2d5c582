import { fromFloat16, Tensor, toFloat16 } from '@parley/inference/sessions';

/** Some rows of a tensor (its first dimension), in this order; a row may repeat. Consecutive rows are not copied. */
export function selectRows(tensor: Tensor, rows: readonly number[]): Tensor {
  const { data, type } = tensor;
  const dims = [rows.length, ...tensor.dims.slice(1)];
  const size = tensor.dims.slice(1).reduce((product, dimension) => product * dimension, 1);
  const copied = rows.length * size;
  if (data instanceof Float32Array) {
    return new Tensor(
      rowsOf(data, rows, size, () => new Float32Array(copied)),
      dims,
    );
  }
  if (data instanceof BigInt64Array) {
    return new Tensor(
      rowsOf(data, rows, size, () => new BigInt64Array(copied)),
      dims,
    );
  }
  if (type === 'float16' && data instanceof Uint16Array) {
    return new Tensor(
      type,
      rowsOf(data, rows, size, () => new Uint16Array(copied)),
      dims,
    );
  }
  if (type === 'bool' && data instanceof Uint8Array) {
    return new Tensor(
      type,
      rowsOf(data, rows, size, () => new Uint8Array(copied)),
      dims,
    );
  }
  throw new Error(`Rows of a tensor of ${type} cannot be selected.`);
}

interface Elements<T> {
  subarray(begin: number, end: number): T;
  set(from: T, offset: number): void;
}

function rowsOf<T extends Elements<T>>(data: T, rows: readonly number[], size: number, allocate: () => T): T {
  const [first = 0] = rows;
  if (rows.every((row, index) => row === first + index)) {
    return data.subarray(first * size, (first + rows.length) * size);
  }
  const copy = allocate();
  rows.forEach((row, index) => copy.set(data.subarray(row * size, (row + 1) * size), index * size));
  return copy;
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
