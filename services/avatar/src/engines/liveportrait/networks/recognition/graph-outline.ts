import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type OnnxModel, readModel } from '@parley/inference/graph-surgery';

/** Fields of ModelProto and GraphProto that lead to weights (onnx/onnx.proto). */
const graphField = 7;
const initializerField = 5;
/** Fields of TensorProto that hold numbers. */
const numberFields: ReadonlySet<number> = new Set([4, 5, 6, 7, 9, 10, 11]);

/**
 * What a model's file says of it, without the numbers of its weights: only a few kilobytes are read, however large the
 * file is.
 * @throws Error where the file is no ONNX model, or is cut short
 */
export function readGraphOutline(file: string): OnnxModel {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const reader = new FileReader(descriptor, size);
    return readModel(
      copyFields(reader, size, (field) => {
        if (field !== graphField) return 'keep';
        return (inGraph) =>
          inGraph === initializerField
            ? (inTensor) => (numberFields.has(inTensor) ? 'drop' : 'keep')
            : 'keep';
      }),
    );
  } finally {
    closeSync(descriptor);
  }
}

/** What becomes of a field: kept, left out, or a message of whose fields the same is asked. */
type Choice = 'keep' | 'drop' | ((field: number) => Choice);

/** A message with the chosen fields alone. */
function copyFields(reader: FileReader, end: number, choose: (field: number) => Choice): Uint8Array {
  const parts: Uint8Array[] = [];
  while (reader.position < end) {
    const tag = reader.varint();
    const choice = choose(Number(tag >> 3n));
    const wireType = Number(tag & 7n);
    if (wireType === 2) {
      const length = Number(reader.varint());
      if (reader.position + length > end) throw cutShort();
      if (choice === 'drop') reader.skip(length);
      else {
        const content =
          choice === 'keep' ? reader.bytes(length) : copyFields(reader, reader.position + length, choice);
        parts.push(varintBytes(tag), varintBytes(BigInt(content.length)), content);
      }
      continue;
    }
    const value = readPlain(reader, wireType);
    if (choice === 'keep') parts.push(varintBytes(tag), value);
  }
  return Buffer.concat(parts);
}

function readPlain(reader: FileReader, wireType: number): Uint8Array {
  if (wireType === 0) return varintBytes(reader.varint());
  if (wireType === 1) return reader.bytes(8);
  if (wireType === 5) return reader.bytes(4);
  throw new Error('It is no ONNX model.');
}

function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

const cutShort = () => new Error('It is cut short.');

/** Reads a file in pieces, so that what is skipped is not read. */
class FileReader {
  position = 0;
  private piece = Buffer.alloc(0);
  private pieceStart = 0;

  constructor(
    private readonly descriptor: number,
    private readonly size: number,
  ) {}

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte = 0] = this.bytes(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error('It is no ONNX model.');
  }

  bytes(length: number): Uint8Array {
    if (this.position + length > this.size) throw cutShort();
    const start = this.position - this.pieceStart;
    if (start < 0 || start + length > this.piece.length) this.fetch(length);
    const from = this.position - this.pieceStart;
    this.position += length;
    return this.piece.subarray(from, from + length);
  }

  skip(length: number): void {
    this.position += length;
  }

  private fetch(length: number): void {
    const wanted = Math.min(Math.max(length, 16_384), this.size - this.position);
    const piece = Buffer.alloc(wanted);
    const read = readSync(this.descriptor, piece, 0, wanted, this.position);
    if (read < length) throw cutShort();
    this.piece = piece.subarray(0, read);
    this.pieceStart = this.position;
  }
}
