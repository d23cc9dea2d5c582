import type { OnnxValue } from './onnx-types.js';
import { FieldWriter, readFields, readInteger } from './wire.js';

/** Reads a ValueInfoProto. */
export function readValue(message: Uint8Array): OnnxValue {
  const value: OnnxValue = { name: '', dataType: undefined, dims: undefined };
  readFields(message, (number, reader) => {
    if (number === 1) value.name = reader.string();
    else if (number === 2) readType(reader.bytes(), value);
    else return false;
    return true;
  });
  return value;
}

/** TypeProto: a tensor's element type and shape; anything else is kept as it is. */
function readType(message: Uint8Array, value: OnnxValue): void {
  readFields(message, (number, reader) => {
    if (number !== 1) return false;
    readFields(reader.bytes(), (part, tensor) => {
      if (part === 1) value.dataType = tensor.int32();
      else if (part === 2) value.dims = readShape(tensor.bytes());
      else return false;
      return true;
    });
    return true;
  });
  if (value.dataType === undefined) value.unknownType = message;
}

function readShape(message: Uint8Array): (number | string | undefined)[] {
  const dims: (number | string | undefined)[] = [];
  readFields(message, (number, reader) => {
    if (number !== 1) return false;
    let dimension: number | string | undefined;
    readFields(reader.bytes(), (part, from) => {
      if (part === 1) dimension = readInteger(from);
      else if (part === 2) dimension = from.string();
      else return false;
      return true;
    });
    dims.push(dimension);
    return true;
  });
  return dims;
}

/** Writes a ValueInfoProto. */
export function writeValue(value: OnnxValue): Uint8Array {
  const writer = new FieldWriter();
  writer.text(1, value.name);
  const type = value.unknownType ?? writeType(value);
  if (type) writer.bytes(2, type);
  return writer.finish();
}

function writeType({ dataType, dims }: OnnxValue): Uint8Array | undefined {
  if (dataType === undefined) return undefined;
  const tensor = new FieldWriter();
  tensor.integer(1, dataType);
  if (dims) tensor.bytes(2, writeShape(dims));
  const type = new FieldWriter();
  type.bytes(1, tensor.finish());
  return type.finish();
}

function writeShape(dims: readonly (number | string | undefined)[]): Uint8Array {
  const shape = new FieldWriter();
  for (const dimension of dims) {
    const written = new FieldWriter();
    if (typeof dimension === 'number') written.integer(1, dimension);
    else if (dimension !== undefined) written.text(2, dimension);
    shape.bytes(1, written.finish());
  }
  return shape.finish();
}
