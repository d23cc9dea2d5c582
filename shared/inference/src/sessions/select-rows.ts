import { Tensor } from 'onnxruntime-node';

/**
 * Some rows of a tensor along one of its dimensions, in this order; a row may repeat. Consecutive rows of the first
 * dimension, and all rows of any, are not copied.
 */
export function selectRows(tensor: Tensor, axis: number, rows: readonly number[]): Tensor {
  const { dims, data, type } = tensor;
  const selection: Selection = {
    rows,
    outer: product(dims.slice(0, axis)),
    count: dims[axis] ?? 0,
    inner: product(dims.slice(axis + 1)),
  };
  const selected = dims.with(axis, rows.length);
  const size = product(selected);
  if (data instanceof Float32Array) {
    return new Tensor(
      select(data, selection, () => new Float32Array(size)),
      selected,
    );
  }
  if (data instanceof BigInt64Array) {
    return new Tensor(
      select(data, selection, () => new BigInt64Array(size)),
      selected,
    );
  }
  if (type === 'float16' && data instanceof Uint16Array) {
    return new Tensor(
      type,
      select(data, selection, () => new Uint16Array(size)),
      selected,
    );
  }
  if (type === 'bool' && data instanceof Uint8Array) {
    return new Tensor(
      type,
      select(data, selection, () => new Uint8Array(size)),
      selected,
    );
  }
  throw new Error(`Rows of a tensor of ${type} cannot be selected.`);
}

interface Selection {
  rows: readonly number[];
  /** Blocks of rows. */
  outer: number;
  /** Rows of a block. */
  count: number;
  /** Elements of a row. */
  inner: number;
}

interface Elements<Self> {
  subarray(begin: number, end: number): Self;
  set(from: Self, offset: number): void;
}

function select<Values extends Elements<Values>>(
  data: Values,
  { rows, outer, count, inner }: Selection,
  allocate: () => Values,
): Values {
  const [first = 0] = rows;
  const isRun = rows.every((row, index) => row === first + index);
  if (isRun && (outer === 1 || rows.length === count)) {
    return data.subarray(first * inner, (first + outer * rows.length) * inner);
  }
  const copy = allocate();
  for (let block = 0; block < outer; block++) {
    rows.forEach((row, index) => {
      const start = (block * count + row) * inner;
      copy.set(data.subarray(start, start + inner), (block * rows.length + index) * inner);
    });
  }
  return copy;
}

const product = (numbers: readonly number[]) => numbers.reduce((total, number) => total * number, 1);
