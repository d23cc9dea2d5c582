import type { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { dataTypes, type OnnxTensor, type TensorData } from './onnx-types.js';
import { FieldWriter, readBigInteger, readFields, readInteger, readRepeated } from './wire.js';

/** Fields of TensorProto. */
const field = {
  dims: 1,
  dataType: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  rawData: 9,
  doubles: 10,
  uint64s: 11,
  externalData: 13,
  dataLocation: 14,
} as const;

/** Reads a TensorProto; numbers in typed fields become bytes, so that there is one form of them. */
export function readTensor(message: Uint8Array): OnnxTensor {
  const tensor = { name: '', dims: new Array<number>(), dataType: 0 };
  const typed = new TypedNumbers();
  const external = new Map<string, string>();
  let raw: Uint8Array | undefined;
  const unknown = readFields(message, (number, reader, wireType) => {
    if (number === field.dims) readRepeated(reader, wireType, tensor.dims, readInteger);
    else if (number === field.dataType) tensor.dataType = reader.int32();
    else if (number === field.name) tensor.name = reader.string();
    else if (number === field.rawData) raw = reader.bytes();
    else if (number === field.externalData) readEntry(reader.bytes(), external);
    else if (number === field.dataLocation) reader.int32();
    else return typed.read(number, reader, wireType);
    return true;
  });
  const elsewhere = tensor.dataType === dataTypes.string || (unknown.length > 0 && raw === undefined);
  return {
    ...tensor,
    data: elsewhere ? { place: 'message', bytes: message } : dataOf(external, raw, typed, tensor),
  };
}

function dataOf(
  external: ReadonlyMap<string, string>,
  raw: Uint8Array | undefined,
  typed: TypedNumbers,
  { dataType }: Pick<OnnxTensor, 'dataType'>,
): TensorData {
  const location = external.get('location');
  if (location === undefined) return { place: 'inline', bytes: raw ?? typed.bytes(dataType) };
  const length = external.get('length');
  return {
    place: 'file',
    location,
    offset: Number(external.get('offset') ?? 0),
    length: length === undefined ? undefined : Number(length),
  };
}

/** StringStringEntryProto */
function readEntry(message: Uint8Array, into: Map<string, string>): void {
  let key = '';
  let value = '';
  readFields(message, (number, reader) => {
    if (number === 1) key = reader.string();
    else if (number === 2) value = reader.string();
    else return false;
    return true;
  });
  into.set(key, value);
}

/** The fields for numbers that are not raw bytes. */
class TypedNumbers {
  private readonly floats: number[] = [];
  private readonly doubles: number[] = [];
  private readonly int32s: number[] = [];
  private readonly int64s: bigint[] = [];

  read(number: number, reader: BinaryReader, wireType: WireType): boolean {
    if (number === field.floats) readRepeated(reader, wireType, this.floats, (from) => from.float());
    else if (number === field.doubles) readRepeated(reader, wireType, this.doubles, (from) => from.double());
    else if (number === field.int32s) readRepeated(reader, wireType, this.int32s, (from) => from.int32());
    else if (number === field.int64s || number === field.uint64s)
      readRepeated(reader, wireType, this.int64s, readBigInteger);
    else return false;
    return true;
  }

  bytes(dataType: number): Uint8Array {
    return new Uint8Array(this.array(dataType).buffer);
  }

  private array(dataType: number) {
    switch (dataType) {
      case dataTypes.float32:
        return Float32Array.from(this.floats);
      case dataTypes.float64:
        return Float64Array.from(this.doubles);
      case dataTypes.int64:
      case dataTypes.uint64:
        return BigInt64Array.from(this.int64s);
      case dataTypes.int32:
        return Int32Array.from(this.int32s);
      case dataTypes.float16:
        return Uint16Array.from(this.int32s);
      default:
        return Uint8Array.from(this.int32s);
    }
  }
}

/** Writes a TensorProto. */
export function writeTensor({ name, dims, dataType, data }: OnnxTensor): Uint8Array {
  if (data.place === 'message') return data.bytes;
  const writer = new FieldWriter();
  for (const dimension of dims) writer.integer(field.dims, dimension);
  writer.integer(field.dataType, dataType);
  if (name) writer.text(field.name, name);
  if (data.place === 'inline') {
    writer.bytes(field.rawData, data.bytes);
    return writer.finish();
  }
  writer.bytes(field.externalData, entry('location', data.location));
  writer.bytes(field.externalData, entry('offset', String(data.offset)));
  if (data.length !== undefined) writer.bytes(field.externalData, entry('length', String(data.length)));
  writer.integer(field.dataLocation, 1);
  return writer.finish();
}

function entry(key: string, value: string): Uint8Array {
  const writer = new FieldWriter();
  writer.text(1, key);
  writer.text(2, value);
  return writer.finish();
}
