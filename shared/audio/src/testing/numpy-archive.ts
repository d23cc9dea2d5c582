import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const localHeader = 0x04034b50;
const localHeaderSize = 30;
const centralHeader = 0x02014b50;
const centralHeaderSize = 46;

/** The 32-bit arrays of a compressed NumPy archive (.npz: a zip of .npy files), by name. */
export function readNumpyArchive(path: string): Map<string, Float32Array> {
  const bytes = readFileSync(path);
  const arrays = new Map<string, Float32Array>();
  let at = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  while (bytes.readUInt32LE(at) === centralHeader) {
    const packedSize = bytes.readUInt32LE(at + 20);
    const nameSize = bytes.readUInt16LE(at + 28);
    const start = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + centralHeaderSize, at + centralHeaderSize + nameSize);
    if (bytes.readUInt32LE(start) !== localHeader) throw new Error(`No file where ${name} should be.`);
    const data = start + localHeaderSize + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    arrays.set(name.replace(/\.npy$/, ''), arrayOf(inflateRawSync(bytes.subarray(data, data + packedSize))));
    at += centralHeaderSize + nameSize + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return arrays;
}

function arrayOf(npy: Buffer): Float32Array {
  const data = 10 + npy.readUInt16LE(8);
  if (!npy.toString('latin1', 10, data).includes("'<f4'")) throw new Error('Only 32-bit numbers are read.');
  return new Float32Array(Uint8Array.from(npy.subarray(data)).buffer);
}
