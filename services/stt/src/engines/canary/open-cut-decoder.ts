import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { derivedGraph, readModel, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession, type SessionOptions } from '@parley/inference/sessions';
import { cachedDecoder, type CanaryDecoder } from './canary-decoder.js';
import { cutDecoder } from './cut-decoder.js';

/** Changes with what the cut graphs look like. */
const cutVersion = '1';
const parts = { crossAttention: 'cross-attention', step: 'step' } as const;

type CutOptions = SessionOptions & {
  cacheDirectory?: string;
  /** Called with why what was cut cannot be kept. */
  onNote: (note: string) => void;
};

/**
 * Cuts a decoder's graph in two and opens both. What was cut is kept beside the file, or in the cache.
 * @param file the exported graph
 * @throws Error where it cannot be cut, or what was cut does not load
 */
export async function openCutDecoder(file: string, options: CutOptions): Promise<CanaryDecoder> {
  const opened: OnnxSession[] = [];
  try {
    const crossAttention = await openPart(file, 'crossAttention', options);
    opened.push(crossAttention);
    const step = await openPart(file, 'step', options);
    opened.push(step);
    return cachedDecoder(crossAttention, step);
  } catch (error) {
    await Promise.all(opened.map((session) => session.release()));
    throw error;
  }
}

async function openPart(
  file: string,
  part: keyof typeof parts,
  { cacheDirectory, onNote, ...options }: CutOptions,
): Promise<OnnxSession> {
  const derivation = { source: file, kind: parts[part], version: cutVersion, cacheDirectory };
  const { bytes, notKept } = await derivedGraph(derivation, async () => {
    const cut = cutDecoder(readModel(await readFile(file)));
    if (!cut) throw new Error('This decoder is built otherwise.');
    return writeModel(cut[part]);
  });
  if (notKept !== undefined)
    onNote(`A graph made of ${basename(file)} is made anew at each start: ${notKept}`);
  // Weights that lie in a file beside the graph are found from the folder of the graph that was cut.
  const extra = { 'session.model_external_initializers_file_folder_path': dirname(file) };
  return OnnxSession.open(file, { ...options, extra }, bytes);
}
