/** Kinds of picture that are read; nothing else reaches a decoder: no SVG, which may name other files, and no PDF. */
export type PictureKind = 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'avif';

const starts: readonly { kind: PictureKind; bytes: readonly number[] }[] = [
  { kind: 'jpeg', bytes: [0xff, 0xd8, 0xff] },
  { kind: 'png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { kind: 'gif', bytes: [0x47, 0x49, 0x46, 0x38] },
  { kind: 'tiff', bytes: [0x49, 0x49, 0x2a, 0x00] },
  { kind: 'tiff', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
];
/** Longest list of brands that is looked at. */
const mostBrandBytes = 256;

/** What kind of picture a file is by its first bytes, whatever its name: `heic` is known but not read. */
export function pictureKind(bytes: Uint8Array): PictureKind | 'heic' | undefined {
  const known = starts.find(({ bytes: start }) => start.every((byte, i) => bytes[i] === byte));
  if (known) return known.kind;
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 4, 8) !== 'ftyp') return undefined;
  const brands = isoBrands(bytes);
  if (brands.includes('avif')) return 'avif';
  return brands.some((brand) => brand.startsWith('hei') || brand.startsWith('hev')) ? 'heic' : undefined;
}

/** The brands of an ISO media file: the major one, its version (no brand, but harmless), the compatible ones. */
function isoBrands(bytes: Uint8Array): string[] {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = Math.min(length, mostBrandBytes, bytes.byteLength);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, at + 4));
  return brands;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
