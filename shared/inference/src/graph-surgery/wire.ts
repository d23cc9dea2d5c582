import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Reads one field where the callback knows it and returns true; all others are kept, tag included. */
export function readFields(
  bytes: Uint8Array,
  readKnown: (field: number, reader: BinaryReader, wireType: WireType) => boolean,
): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const unknown: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [field, wireType] = reader.tag();
    if (readKnown(field, reader, wireType)) continue;
    reader.skip(wireType, field);
    unknown.push(bytes.subarray(start, reader.pos));
  }
  return unknown;
}

/** A repeated number's values, packed or one at a time, as both are allowed. */
export function readRepeated<T>(
  reader: BinaryReader,
  wireType: WireType,
  into: T[],
  read: (reader: BinaryReader) => T,
) {
  if (wireType !== WireType.LengthDelimited) {
    into.push(read(reader));
    return;
  }
  const packed = new BinaryReader(reader.bytes());
  while (packed.pos < packed.len) into.push(read(packed));
}

export const readInteger = (reader: BinaryReader): number => Number(reader.int64());
export const readBigInteger = (reader: BinaryReader): bigint => BigInt(reader.int64());

/** Writes fields in turn; what equals protobuf's default is left out by the callers. */
export class FieldWriter {
  private readonly writer = new BinaryWriter();

  integer(field: number, value: number | bigint): void {
    this.writer.tag(field, WireType.Varint).int64(value);
  }

  float(field: number, value: number): void {
    this.writer.tag(field, WireType.Bit32).float(value);
  }

  text(field: number, value: string): void {
    this.writer.tag(field, WireType.LengthDelimited).string(value);
  }

  bytes(field: number, value: Uint8Array): void {
    this.writer.tag(field, WireType.LengthDelimited).bytes(value);
  }

  raw(fields: readonly Uint8Array[]): void {
    for (const field of fields) this.writer.raw(field);
  }

  finish(): Uint8Array {
    return this.writer.finish();
  }
}
