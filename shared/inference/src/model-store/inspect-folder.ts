import { readdir, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import type { Dtype } from '../sessions/device.js';
import { externalDataNames, readExternalDataPaths } from './external-data.js';
import type { ModelDeclaration, ModelFile } from './model-declaration.js';

/** One number format of a model in a folder. Paths are relative to the folder. */
export interface FormatContents {
  dtype: Dtype;
  /** The graphs by their part in the model. */
  graphs: Readonly<Record<string, string>>;
  /** The graphs, and where their weights lie apart, those too. */
  present: readonly string[];
  missing: readonly string[];
  bytes: number;
}

/** What of a model is in a folder. */
export interface FolderContents {
  /** Files beside the graphs. */
  present: readonly string[];
  missing: readonly string[];
  bytes: number;
  formats: readonly FormatContents[];
}

/** Sizes of the files in a folder by path, links followed; a link to nothing is no file. */
export async function listFiles(folder: string): Promise<Map<string, number>> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const about = await stat(join(folder, name)).catch(() => undefined);
      return about?.isFile() ? ([name.split(sep).join('/'), about.size] as const) : undefined;
    }),
  );
  return new Map(found.filter((entry) => entry !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compares a folder with what a model declares. An empty file counts as missing. */
export async function inspectFolder(folder: string, model: ModelDeclaration): Promise<FolderContents> {
  const sizes = await listFiles(folder);
  const files = new Set([...sizes].filter(([, bytes]) => bytes > 0).map(([path]) => path));
  const bytesOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0);

  const beside = model.files.map((file) => locate(file, files) ?? file.path);
  const present = [...beside, ...model.optionalFiles].filter((path) => files.has(path));
  const formats = await Promise.all(
    Object.entries(model.formats).map(async ([dtype, { graphs }]): Promise<FormatContents> => {
      const located = Object.entries(graphs).map(
        ([role, file]) => [role, locate(file, files) ?? file.path] as const,
      );
      const paths = await Promise.all(located.map(([, path]) => withExternalData(folder, path, files)));
      const wanted = [...new Set(paths.flat())];
      const there = wanted.filter((path) => files.has(path));
      return {
        dtype: dtype as Dtype,
        graphs: Object.fromEntries(located),
        present: there,
        missing: wanted.filter((path) => !files.has(path)),
        bytes: bytesOf(there),
      };
    }),
  );
  return {
    present,
    missing: beside.filter((path) => !files.has(path)),
    bytes: bytesOf(present),
    formats,
  };
}

/** Under its own path, in the root for those who lay a model flat, or under another of its names. */
function locate(file: ModelFile, files: ReadonlySet<string>): string | undefined {
  const names = [file.path, posix.basename(file.path), ...(file.alternatives ?? [])];
  return names.find((name) => files.has(name));
}

async function withExternalData(
  folder: string,
  graph: string,
  files: ReadonlySet<string>,
): Promise<string[]> {
  if (!files.has(graph)) return [graph, ...externalDataNames(graph, files)];
  const named = await readExternalDataPaths(join(folder, graph), graph);
  return [graph, ...named, ...externalDataNames(graph, files)];
}
