import { floatsOf, selectRows as selectAlong, Tensor, toFloat16 } from '@parley/inference/sessions';

export { floatsOf };

/** Some rows of a tensor's first dimension, in this order; a row may repeat. Consecutive rows are not copied. */
export function selectRows(tensor: Tensor, rows: readonly number[]): Tensor {
  return selectAlong(tensor, 0, rows);
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
