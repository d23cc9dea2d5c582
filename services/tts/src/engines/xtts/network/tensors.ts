import { Tensor } from '@parley/inference/sessions';

/** A tensor of whole numbers. */
export function integers(values: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

/** The numbers of an output. */
export function floatsOf(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('A graph did not give the single-precision output that it declares.');
}

export function integersOf(tensor: Tensor | undefined): number[] {
  if (tensor?.data instanceof BigInt64Array) return Array.from(tensor.data, Number);
  throw new Error('A graph did not give the whole numbers that it declares.');
}
