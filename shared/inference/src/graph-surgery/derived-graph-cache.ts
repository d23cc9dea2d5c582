import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface Derivation {
  /** The file that the graph is derived from. */
  source: string;
  /** What it becomes, such as `loop`. */
  kind: string;
  /** Changes whenever the same source would give another graph. */
  version: string;
  /** Where to keep it if the source's folder cannot be written. */
  cacheDirectory?: string | undefined;
}

const digestLength = 32;
/** Of each end of a file: the graph comes first in it, and what was cut short shows last. */
const sampledBytes = 1 << 20;

/**
 * A graph that was derived from another before, or is derived now and kept beside its source. What is found damaged is
 * derived anew. Several processes may do this at once: each writes a file of its own and renames it.
 * @returns the graph's bytes, and why they could not be kept where that is so
 */
export async function derivedGraph(
  derivation: Derivation,
  derive: () => Promise<Uint8Array>,
): Promise<{ bytes: Uint8Array; notKept?: string }> {
  const name = await nameOf(derivation);
  const folders = [
    dirname(derivation.source),
    ...(derivation.cacheDirectory ? [derivation.cacheDirectory] : []),
  ];
  for (const folder of folders) {
    const kept = await readKept(join(folder, name));
    if (kept) return { bytes: kept };
  }
  const bytes = await derive();
  let failure = '';
  for (const folder of folders) {
    try {
      await keep(folder, name, bytes);
      return { bytes };
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
  }
  return { bytes, notKept: failure };
}

/** `encoder_model.loop-0123456789abcdef.parley`: the source's size, time and both ends, and the version, are in it. */
async function nameOf({ source, kind, version }: Derivation): Promise<string> {
  const { size, mtimeMs } = await stat(source);
  const hash = createHash('sha256').update(`${version} ${size} ${mtimeMs} `);
  const file = await open(source);
  try {
    const sample = Buffer.alloc(Math.min(size, sampledBytes));
    for (const position of [0, Math.max(0, size - sampledBytes)]) {
      const { bytesRead } = await file.read(sample, 0, sample.length, position);
      hash.update(sample.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return `${stemOf(source, kind)}${hash.digest('hex').slice(0, 16)}.parley`;
}

const stemOf = (source: string, kind: string) => `${basename(source, '.onnx')}.${kind}-`;

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** A kept file is the SHA-256 of the graph, and the graph. */
async function readKept(file: string): Promise<Uint8Array | undefined> {
  const content = await readFile(file).catch(() => undefined);
  if (!content) return undefined;
  const bytes = content.subarray(digestLength);
  return digest(bytes).equals(content.subarray(0, digestLength)) ? bytes : undefined;
}

async function keep(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${name}.${randomUUID()}`);
  try {
    await writeFile(temporary, digest(bytes));
    await writeFile(temporary, bytes, { flag: 'a' });
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await forgetOthers(folder, name);
}

/** Removes what was derived from earlier forms of the same source, or by earlier versions. */
async function forgetOthers(folder: string, name: string): Promise<void> {
  const stem = name.slice(0, name.lastIndexOf('-') + 1);
  const stale = (await readdir(folder)).filter(
    (other) => other.startsWith(stem) && other.endsWith('.parley') && other !== name,
  );
  await Promise.all(stale.map((other) => rm(join(folder, other), { force: true })));
}
