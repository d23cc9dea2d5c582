import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { derivedGraph, readModel, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession, type SessionOptions } from '@parley/inference/sessions';
import { cachedDecoder, type CanaryDecoder } from './canary-decoder.js';
import { cutDecoder } from './cut-decoder.js';

/** Changes with what the cut graphs look like. */
const cutVersion = '1';
const parts = { crossAttention: 'cross-attention', step: 'step' } as const;

/**
 * Cuts a decoder's graph in two and opens both. What was cut is kept beside the file, or in the cache.
 * @param file the exported graph
 * @returns undefined where it cannot be cut, or what was cut does not load
 */
export async function openCutDecoder(
  file: string,
  options: SessionOptions & { cacheDirectory?: string },
): Promise<CanaryDecoder | undefined> {
  const opened: OnnxSession[] = [];
  try {
    const crossAttention = await openPart(file, 'crossAttention', options);
    opened.push(crossAttention);
    const step = await openPart(file, 'step', options);
    opened.push(step);
    return cachedDecoder(crossAttention, step);
  } catch {
    await Promise.all(opened.map((session) => session.release()));
    return undefined;
  }
}

async function openPart(
  file: string,
  part: keyof typeof parts,
  { cacheDirectory, ...options }: SessionOptions & { cacheDirectory?: string },
): Promise<OnnxSession> {
  const derivation = { source: file, kind: parts[part], version: cutVersion, cacheDirectory };
  const { bytes } = await derivedGraph(derivation, async () => {
    const cut = cutDecoder(readModel(await readFile(file)));
    if (!cut) throw new Error('This decoder is built otherwise.');
    return writeModel(cut[part]);
  });
  // Weights that lie in a file beside the graph are found from the folder of the graph that was cut.
  const extra = { 'session.model_external_initializers_file_folder_path': dirname(file) };
  return OnnxSession.open(file, { ...options, extra }, bytes);
}
