import { readFile, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { LRUCache } from 'lru-cache';

/** A graph with its weights elsewhere is small; the largest published one, Parakeet's, is 42 MB. */
const largestGraphBytes = 128 * 2 ** 20;

/** How an ONNX file names the file of a tensor: a StringStringEntryProto with the key `location` (onnx.proto). */
const locationKey = Buffer.from('\x0a\x08location\x12', 'latin1');

/**
 * Files that by their names hold a graph's weights: `X.onnx_data`, `X.onnx_data_1` (transformers.js), `X.onnx.data`
 * (onnx).
 */
export function externalDataNames(graph: string, paths: Iterable<string>): string[] {
  return [...paths].filter(
    (path) => path.startsWith(graph) && /^(_data(_\d+)?|\.data(_\d+)?)$/.test(path.slice(graph.length)),
  );
}

/**
 * The files that a graph says its weights are in.
 * @param file the graph on disk
 * @param path the same, relative to the model's folder
 * @returns paths relative to the model's folder; none for graphs over 128 MiB, which hold their weights themselves
 */
export async function readExternalDataPaths(file: string, path: string): Promise<string[]> {
  const locations = await locationsIn(file);
  return locations.map((location) => posix.join(posix.dirname(path), location));
}

/** What was read of files, by what changes when they do: models are looked for more often than they change. */
const known = new LRUCache<string, readonly string[]>({ max: 1_000 });

async function locationsIn(file: string): Promise<readonly string[]> {
  const { ino, size, mtimeMs } = await stat(file);
  const key = `${file}|${ino}|${size}|${mtimeMs}`;
  const locations = known.get(key) ?? (size > largestGraphBytes ? [] : findLocations(await readFile(file)));
  known.set(key, locations);
  return locations;
}

function findLocations(bytes: Buffer): string[] {
  const locations = new Set<string>();
  for (let at = bytes.indexOf(locationKey); at >= 0; at = bytes.indexOf(locationKey, at + 1)) {
    const start = at + locationKey.length + 1;
    const length = bytes[start - 1] ?? 0;
    // A varint of one byte: no file name that anyone uses is longer.
    if (length < 128) locations.add(bytes.toString('utf8', start, start + length));
  }
  return [...locations];
}
