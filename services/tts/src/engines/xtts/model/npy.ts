import { invalidModelFile, readRequiredBytes } from '@parley/inference/model-folder';

const magic = '\u0093NUMPY';

/**
 * A table of single-precision numbers from a .npy file (numpy's format, versions 1 to 3), row by row.
 * @param shape the shape that it must have; undefined for any size
 * @throws ParleyError `model_files_missing`, `model_files_invalid`
 */
export function readTable(
  folder: string,
  name: string,
  shape: readonly (number | undefined)[],
): Float32Array {
  const bytes = readRequiredBytes(folder, name);
  const { dims, offset } = readHeader(bytes, name);
  const fits =
    dims.length === shape.length && shape.every((size, axis) => (size ?? dims[axis]) === dims[axis]);
  if (!fits) {
    const wanted = shape.map((size) => size ?? 'any').join(' x ');
    throw invalidModelFile(name, `is ${dims.join(' x ')}, and must be ${wanted}: it is of another model`);
  }
  const count = dims.reduce((product, size) => product * size, 1);
  const data = bytes.subarray(offset, offset + 4 * count);
  if (data.length < 4 * count) throw invalidModelFile(name, 'is cut short');
  return new Float32Array(new Uint8Array(data).buffer);
}

function readHeader(bytes: Buffer, name: string): { dims: number[]; offset: number } {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== magic)
    throw invalidModelFile(name, 'is no .npy file');
  const isLong = (bytes[6] ?? 0) > 1;
  const start = isLong ? 12 : 10;
  const offset = start + (isLong ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.toString('latin1', start, offset);
  const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (
    !header.includes("'descr': '<f4'") ||
    !header.includes("'fortran_order': False") ||
    shape === undefined
  ) {
    throw invalidModelFile(name, 'does not hold single-precision numbers, row by row');
  }
  return {
    dims: shape
      .split(',')
      .filter((size) => size.trim() !== '')
      .map(Number),
    offset,
  };
}
