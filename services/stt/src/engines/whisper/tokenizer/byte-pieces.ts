/**
 * The characters by which GPT-2 writes bytes in its vocabulary (openai/gpt-2, encoder.py, bytes_to_unicode): printable
 * ones stand for themselves, the rest follow from U+0100 on.
 */
const characterOfByte: readonly string[] = (() => {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
})();

const byteOfCharacter = new Map(characterOfByte.map((character, byte) => [character, byte]));

/** The bytes that a piece of a byte-level vocabulary stands for. */
export function bytesOfPiece(piece: string): Uint8Array {
  const characters = [...piece];
  const bytes = characters.map((character) => byteOfCharacter.get(character));
  // Pieces that are no byte-level text, such as added tokens, are written as they are.
  if (bytes.includes(undefined)) return new TextEncoder().encode(piece);
  return Uint8Array.from(bytes, (byte) => byte ?? 0);
}
