import { ParleyError } from '@parley/contracts';

/** Kinds of pieces, of which these are no text (sentencepiece_model.proto, ModelProto.SentencePiece.Type). */
const unknownPiece = 2;
const controlPiece = 3;

/**
 * The pieces of a SentencePiece `.model`, in the order of their ids; markers as `<...>`.
 * @param bytes a ModelProto: field 1, repeated, is {1: piece, 2: score, 3: type}
 * @throws ParleyError `model_files_invalid` where it is none
 */
export function readSentencePieces(bytes: Uint8Array, file: string): string[] {
  const pieces: string[] = [];
  try {
    for (const { field, value } of messageFields(bytes)) {
      if (field === 1 && value instanceof Uint8Array) pieces.push(readPiece(value));
    }
  } catch (cause) {
    throw new ParleyError('model_files_invalid', `${file} is damaged. Fetch it again.`, { cause });
  }
  if (pieces.length > 0) return pieces;
  throw new ParleyError('model_files_invalid', `${file} is no SentencePiece model. Fetch it again.`);
}

function readPiece(message: Uint8Array): string {
  let piece = '';
  let type = 1;
  for (const { field, value } of messageFields(message)) {
    if (field === 1 && value instanceof Uint8Array)
      piece = new TextDecoder('utf-8', { fatal: true }).decode(value);
    if (field === 3 && typeof value === 'number') type = value;
  }
  if (type !== unknownPiece && type !== controlPiece) return piece;
  return /^<[^<>\s]+>$/.test(piece) ? piece : '<unk>';
}

/** The fields of a protobuf message (Protocol Buffers, Encoding): numbers, or bytes; fixed-size ones are skipped. */
function* messageFields(bytes: Uint8Array): Generator<{ field: number; value: number | Uint8Array }> {
  let position = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[position++];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('The message ends in a number.');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (position < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 0) yield { field, value: varint() };
    else {
      const length = wireType === 2 ? varint() : wireType === 1 ? 8 : wireType === 5 ? 4 : Number.NaN;
      const end = position + length;
      if (!(end <= bytes.length)) throw new RangeError('The message ends in a field.');
      if (wireType === 2) yield { field, value: bytes.subarray(position, end) };
      position = end;
    }
  }
}
