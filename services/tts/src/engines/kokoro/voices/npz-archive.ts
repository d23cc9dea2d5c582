import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';

/** Numbers of single precision that lie as they are in an archive of numpy's (`numpy.savez`). */
export interface ArrayInArchive {
  name: string;
  /** Of its first number, in bytes from the start of the file. */
  offset: number;
  bytes: number;
}

/** Signatures and sizes of ZIP's records (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16). */
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endSize = 22;
const longestComment = 0xffff;
const entrySize = 46;
const localHeaderSize = 30;
/** `\x93NUMPY`, two bytes of version and, in version 1, two of the header's length (numpy.lib.format). */
const arrayHeaderStart = 10;

/**
 * The arrays in an archive, without reading their numbers.
 * @throws ParleyError `model_files_invalid` where the file is no archive of uncompressed float32 arrays
 */
export function listArrays(file: string): ArrayInArchive[] {
  const descriptor = openSync(file, 'r');
  const read = (offset: number, length: number) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
  };
  try {
    return centralDirectory(read, fstatSync(descriptor).size).map((entry) => arrayOf(read, entry));
  } catch (error) {
    throw new ParleyError(
      'model_files_invalid',
      `${basename(file)} is no archive of voices as numpy.savez writes them. Fetch it again.`,
      { cause: error },
    );
  } finally {
    closeSync(descriptor);
  }
}

type Read = (offset: number, length: number) => Buffer;

interface Entry {
  name: string;
  bytes: number;
  headerOffset: number;
}

function centralDirectory(read: Read, fileSize: number): Entry[] {
  const tailSize = Math.min(fileSize, endSize + longestComment);
  const tail = read(fileSize - tailSize, tailSize);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || tail.readUInt32LE(end) !== endSignature) throw new Error('No end of a directory.');
  const count = tail.readUInt16LE(end + 10);
  const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error('No entry.');
    if (directory.readUInt16LE(at + 10) !== 0) throw new Error('A compressed entry.');
    const nameLength = directory.readUInt16LE(at + 28);
    const more = directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    entries.push({
      name: directory.toString('utf8', at + entrySize, at + entrySize + nameLength).replace(/\.npy$/, ''),
      bytes: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += entrySize + nameLength + more;
  }
  return entries;
}

function arrayOf(read: Read, { name, bytes, headerOffset }: Entry): ArrayInArchive {
  const local = read(headerOffset, localHeaderSize);
  const start = headerOffset + localHeaderSize + local.readUInt16LE(26) + local.readUInt16LE(28);
  const headerSize = arrayHeaderStart + read(start, arrayHeaderStart).readUInt16LE(8);
  const header = read(start, headerSize).toString('latin1');
  if (!header.includes("'descr': '<f4'") || !header.includes("'fortran_order': False")) {
    throw new Error(`${name} is not of float32.`);
  }
  return { name, offset: start + headerSize, bytes: bytes - headerSize };
}
