import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { type Device, wantedDevice } from '@parley/inference';
import { derivedGraph, ModelSource, type OnnxModel, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession } from '@parley/inference/sessions';
import type { NetworkOptions } from '../network-options.js';
import { optimizeForCpu } from '../optimize/optimize-for-cpu.js';
import { isHalfPrecision } from '../recognition/network-kinds.js';
import { withByteFrames } from './byte-frames.js';
import { chainGraphs } from './chain-graphs.js';
import { convertOperators, operatorSetOf } from './convert-operators.js';
import { withSinglePrecisionSampling } from './single-precision-sampling.js';

/** To be raised with every change of what is derived. */
const version = '3';

/**
 * Opens what draws a face, as one graph that gives bytes: the generator of an export, or both halves of Ditto's.
 * @param files one file, or the warp and the decoder
 * @throws ParleyError `model_files_invalid`
 */
export async function openGenerator(files: readonly string[], options: NetworkOptions): Promise<OnnxSession> {
  const { cacheDirectory, onNote } = options;
  const [source = ''] = files;
  const device = wantedDevice(options.device);
  const names = files.map((file) => basename(file)).join(' and ');
  const derivation = {
    source,
    kind: `frames-${device}`,
    version: [version, ...files.slice(1).map(fingerprint)].join(' '),
    cacheDirectory,
  };
  try {
    const { bytes, notKept } = await derivedGraph(derivation, () =>
      Promise.resolve(writeModel(generatorModel(files, device))),
    );
    if (notKept) onNote?.(`What was derived from ${names} could not be kept: ${notKept}`);
    const extra = { 'session.model_external_initializers_file_folder_path': ModelSource.folderOf(source) };
    return await OnnxSession.open(`${names} (frames)`, { ...options, plansMemory: false, extra }, bytes);
  } catch (error) {
    if (error instanceof ParleyError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${names} cannot be used: ${reason} Fetch the model again.`;
    throw new ParleyError('model_files_invalid', message, { cause: error });
  }
}

/** Tells one form of a file from another. */
function fingerprint(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${basename(file)} ${size} ${mtimeMs}`;
}

/**
 * The graph that draws faces, its weights left in the files. CUDA samples volumes only from operator set 20 on, and in
 * single precision; a CPU runs a file's own operators, arranged anew where they are in single precision.
 */
function generatorModel(files: readonly string[], device: Device): OnnxModel {
  if (new Set(files.map((file) => ModelSource.folderOf(file))).size > 1) {
    throw new Error('They lie in different folders.');
  }
  const models = files.map((file) => withWeightsOutside(ModelSource.open(file)));
  const isMixed = new Set(models.map(operatorSetOf)).size > 1;
  const converted = device === 'cuda' || isMixed ? models.map(convertOperators) : models;
  const [first, ...others] = converted.map(withSinglePrecisionSampling);
  if (!first) throw new Error('No file was given.');
  const drawing = withByteFrames(others.reduce(chainGraphs, first));
  return device === 'cuda' || models.some(isHalfPrecision) ? drawing : optimizeForCpu(drawing);
}

function withWeightsOutside(source: ModelSource): OnnxModel {
  const { model } = source;
  const initializers = model.graph.initializers.map((tensor) => source.refer(tensor));
  return { ...model, graph: { ...model.graph, initializers } };
}
