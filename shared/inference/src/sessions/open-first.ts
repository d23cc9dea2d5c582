import { ParleyError } from '@parley/contracts';
import type { Dtype } from './device.js';

/** A graph, or several that belong together, in one number format. */
export interface Candidate<Files> {
  dtype: Dtype;
  files: Files;
}

/**
 * Opens the first candidate that loads.
 * @param missing what to say where there is none
 * @param onNote called with why one does not load, where another is tried
 * @throws ParleyError `model_files_missing`, or why the last one does not load
 */
export async function openFirst<Files, Opened>(
  candidates: readonly Candidate<Files>[],
  open: (files: Files) => Promise<Opened>,
  missing: string,
  onNote: (note: string) => void = () => undefined,
): Promise<{ opened: Opened; dtype: Dtype; files: Files }> {
  let failure: unknown = new ParleyError('model_files_missing', missing);
  for (const [index, { dtype, files }] of candidates.entries()) {
    try {
      return { opened: await open(files), dtype, files };
    } catch (error) {
      failure = error;
      const next = candidates[index + 1];
      if (next)
        onNote(`${error instanceof Error ? error.message : String(error)} Trying ${next.dtype} instead.`);
    }
  }
  throw failure;
}
