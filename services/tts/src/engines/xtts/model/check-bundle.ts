import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { derivedGraph } from '@parley/inference/graph-surgery';
import {
  type BundleFile,
  bundleManifest,
  invalidModelFile,
  manifestFiles,
  sha256Of,
} from '@parley/inference/model-folder';
import { bundleFolder } from './bundle-folder.js';

export interface CheckOptions {
  /** Where it is kept that a bundle was checked, if the model's folder cannot be written. */
  cacheDirectory?: string;
  onNote?: (note: string) => void;
}

interface PresentFile {
  name: string;
  expected: BundleFile;
  mtimeMs: number;
}

/**
 * Holds the files of a bundle against its manifest: sizes each time, SHA-256 once for files of the same times. Files that
 * are absent are not missed here, and a bundle without a manifest is taken as it is.
 * @throws ParleyError `model_files_invalid`, naming the file
 */
export async function checkBundle(directory: string, options: CheckOptions = {}): Promise<void> {
  const folder = bundleFolder(directory);
  const files: PresentFile[] = [];
  for (const [name, expected] of manifestFiles(folder, [bundleManifest])) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (!found) continue;
    if (found.size !== expected.bytes)
      throw invalidModelFile(name, `has ${found.size} bytes where its manifest says ${expected.bytes}`);
    files.push({ name, expected, mtimeMs: found.mtimeMs });
  }
  if (files.length === 0) return;
  // What is kept is that all was right, as an empty file whose name depends on the files and the manifest.
  const { notKept } = await derivedGraph(
    {
      source: join(folder, bundleManifest),
      kind: 'checked',
      version: JSON.stringify([folder, ...files.map(({ name, mtimeMs }) => [name, mtimeMs])]),
      cacheDirectory: options.cacheDirectory,
    },
    async () => {
      for (const { name, expected } of files) await checkHash(folder, name, expected);
      return new Uint8Array();
    },
  );
  if (notKept !== undefined)
    options.onNote?.(
      `The model's files are right, and will be read whole at the next start, too: it cannot be kept that they are (${notKept}).`,
    );
}

async function checkHash(folder: string, name: string, { sha256 }: BundleFile): Promise<void> {
  if ((await sha256Of(join(folder, name))) !== sha256.toLowerCase())
    throw invalidModelFile(name, 'is damaged: its SHA-256 is not that of its manifest');
}
