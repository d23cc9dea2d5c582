import { basename } from 'node:path';
import { wantedDevice } from '@parley/inference';
import { ModelSource, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession } from '@parley/inference/sessions';
import type { NetworkOptions } from '../network-options.js';
import { optimizeForCpu } from './optimize-for-cpu.js';

/**
 * Opens a small network, rewritten for the CPU where it runs there.
 * @throws ParleyError `model_files_invalid` where the file cannot be loaded
 */
export async function openOptimized(file: string, options: NetworkOptions): Promise<OnnxSession> {
  const bytes = wantedDevice(options.device) === 'cpu' ? optimizedGraph(file) : undefined;
  if (!bytes) return OnnxSession.open(file, options);
  const extra = { 'session.model_external_initializers_file_folder_path': ModelSource.folderOf(file) };
  return OnnxSession.open(basename(file), { ...options, extra }, bytes);
}

/** Undefined for what is no graph: opening the file says what is wrong with it. */
function optimizedGraph(file: string): Uint8Array | undefined {
  try {
    return writeModel(optimizeForCpu(ModelSource.open(file).model));
  } catch {
    return undefined;
  }
}
