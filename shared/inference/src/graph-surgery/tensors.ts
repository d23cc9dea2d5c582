import { type DataTypeName, dataTypes, type OnnxAttribute, type OnnxTensor } from './onnx-types.js';

/** Numbers of a tensor kept in the model itself. */
export type TensorValues = Float32Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array | Int8Array;

/** A tensor of these elements; half precision comes as its bits. */
export function tensorOf(
  name: string,
  dataType: DataTypeName,
  dims: readonly number[],
  values: TensorValues,
): OnnxTensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dims: [...dims], dataType: dataTypes[dataType], data: { place: 'inline', bytes } };
}

/** A tensor's bytes as elements, aligned for typed arrays: copied where they are not. */
export function alignedBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** How many elements. */
export const elementCount = (dims: readonly number[]): number =>
  dims.reduce((product, dimension) => product * dimension, 1);

/** Attributes from plain values: whole numbers become integers, others floats; say `{ float: 1 }` for a whole float. */
export type PlainAttribute = number | string | readonly number[] | { float: number } | OnnxAttribute;

export function attributeOf(value: PlainAttribute): OnnxAttribute {
  if (typeof value === 'string') return { type: 'string', value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { type: 'int', value: BigInt(value) } : { type: 'float', value };
  }
  if ('float' in value) return { type: 'float', value: value.float };
  if ('type' in value) return value;
  return { type: 'ints', value: value.map(BigInt) };
}
