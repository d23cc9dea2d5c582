import { Tensor } from '@parley/inference/sessions';

/** Some rows of a tensor along one of its dimensions, in this order. All of them are the tensor itself. */
export function selectRows(tensor: Tensor, axis: number, rows: readonly number[]): Tensor {
  const { dims, data, type } = tensor;
  const count = dims[axis] ?? 0;
  if (rows.length === count && rows.every((row, index) => row === index)) return tensor;
  const outer = product(dims.slice(0, axis));
  const inner = product(dims.slice(axis + 1));
  const selected = dims.with(axis, rows.length);
  if (data instanceof Float32Array) {
    return new Tensor(
      copy(data, new Float32Array(product(selected)), rows, { outer, count, inner }),
      selected,
    );
  }
  if (type === 'float16' && data instanceof Uint16Array) {
    const bits = copy(data, new Uint16Array(product(selected)), rows, { outer, count, inner });
    return new Tensor('float16', bits, selected);
  }
  if (data instanceof BigInt64Array) {
    const copied = copy(data, new BigInt64Array(product(selected)), rows, { outer, count, inner });
    return new Tensor('int64', copied, selected);
  }
  throw new Error(`A tensor of ${type} has no rows to select.`);
}

interface Sliceable<Self> {
  subarray(start: number, end: number): Self;
  set(values: Self, offset: number): void;
}

function copy<Values extends Sliceable<Values>>(
  from: Values,
  to: Values,
  rows: readonly number[],
  { outer, count, inner }: { outer: number; count: number; inner: number },
): Values {
  for (let part = 0; part < outer; part++) {
    rows.forEach((row, index) => {
      const start = (part * count + row) * inner;
      to.set(from.subarray(start, start + inner), (part * rows.length + index) * inner);
    });
  }
  return to;
}

const product = (numbers: readonly number[]) => numbers.reduce((total, number) => total * number, 1);
