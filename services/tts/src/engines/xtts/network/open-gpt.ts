import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { Device } from '@parley/inference';
import { derivedGraph, ModelSource, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession } from '@parley/inference/sessions';
import type { GptFile } from '../model/xtts-bundle.js';
import { compareGenerators } from './compare-generators.js';
import { gptLoopModel } from './derivation/gpt-loop-graph.js';
import type { GptGenerator } from './gpt-generator.js';
import { LoopGenerator } from './loop-generator.js';
import type { EmbeddingTables } from './mel-embeddings.js';
import type { NetworkOptions } from './network-options.js';
import { recogniseGpt } from './recognition/gpt-weights.js';
import { StepGenerator } from './step-generator.js';
import type { XttsDimensions } from './xtts-dimensions.js';

/** To be raised with every change of what is derived. */
const version = '1';
/** More rows than this win nothing on two cores; memory grows with each. */
const maxRows = 8;

export interface OpenedGpt {
  generator: GptGenerator;
  dtype: GptFile['dtype'];
  device: Device;
  generatesInGraph: boolean;
}

/**
 * Opens the first of these GPTs that can be: as one graph that generates by itself or, where that cannot be made, as it
 * was exported.
 * @throws ParleyError `model_files_invalid`
 */
export async function openGpt(
  files: readonly GptFile[],
  dimensions: XttsDimensions,
  tables: EmbeddingTables,
  options: NetworkOptions,
): Promise<OpenedGpt> {
  let failure: unknown;
  for (const gpt of files) {
    try {
      return await openFile(gpt, dimensions, tables, options);
    } catch (error) {
      failure = error;
      options.onNote?.(`${basename(gpt.file)} is not used: ${messageOf(error)}`);
    }
  }
  throw failure ?? new ParleyError('model_files_missing', 'There is no GPT in the voice model.');
}

async function openFile(
  { file, dtype }: GptFile,
  dimensions: XttsDimensions,
  tables: EmbeddingTables,
  options: NetworkOptions,
): Promise<OpenedGpt> {
  if (!options.stepwise) {
    try {
      const loop = await openLoop({ file, dtype }, dimensions, tables, options);
      const generator = new LoopGenerator(loop, dimensions, tables, maxRows);
      return { generator, dtype, device: loop.device, generatesInGraph: true };
    } catch (error) {
      options.onNote?.(
        `Speech is generated token by token, for no graph that does it at once can be made: ${messageOf(error)}`,
      );
    }
  }
  const gpt = await openExported(file, dimensions, options);
  const generator = new StepGenerator(gpt, dimensions, tables);
  return { generator, dtype, device: gpt.device, generatesInGraph: false };
}

async function openExported(
  file: string,
  dimensions: XttsDimensions,
  options: NetworkOptions,
): Promise<OnnxSession> {
  const gpt = await OnnxSession.open(file, options);
  try {
    checkGpt(gpt, dimensions);
    return gpt;
  } catch (error) {
    await gpt.release();
    throw error;
  }
}

async function openLoop(
  { file, dtype }: GptFile,
  dimensions: XttsDimensions,
  tables: EmbeddingTables,
  options: NetworkOptions,
): Promise<OnnxSession> {
  const { cacheDirectory, onNote } = options;
  const extra = { 'session.model_external_initializers_file_folder_path': ModelSource.folderOf(file) };
  const open = (bytes: Uint8Array) =>
    OnnxSession.open(`${basename(file)} (loop)`, { ...options, extra }, bytes);
  const derivation = { source: file, kind: 'loop', version, cacheDirectory };
  const { bytes, notKept } = await derivedGraph(derivation, async () => {
    const derived = deriveLoop(file, dimensions, tables);
    const generators = {
      derived: async () => new LoopGenerator(await open(derived), dimensions, tables, 1),
      exported: async () =>
        new StepGenerator(await openExported(file, dimensions, options), dimensions, tables),
    };
    await compareGenerators(generators, dtype, dimensions, tables);
    return derived;
  });
  if (notKept) onNote?.(`What was derived from ${basename(file)} could not be kept: ${notKept}`);
  return open(bytes);
}

function deriveLoop(file: string, dimensions: XttsDimensions, tables: EmbeddingTables): Uint8Array {
  const source = ModelSource.open(file);
  return writeModel(gptLoopModel(recogniseGpt(source.model, dimensions), dimensions, tables, source));
}

function checkGpt(gpt: OnnxSession, { layers, heads, headSize, width, audioTokens }: XttsDimensions): void {
  const file = basename(gpt.file);
  const declares = (name: string, shape: readonly (number | undefined)[]) => {
    const declared = (gpt.inputs.get(name) ?? gpt.outputs.get(name))?.shape;
    const fits = shape.every((size, axis) => size === undefined || declared?.[axis] === size);
    if (declared && fits) return;
    throw new ParleyError(
      'model_files_invalid',
      `${file} has no ${name} of the sizes that metadata.json says: they are of different models. Fetch both again.`,
    );
  };
  declares('inputs_embeds', [undefined, undefined, width]);
  declares(`past_key_${layers - 1}`, [undefined, heads, undefined, headSize]);
  declares('logits', [undefined, undefined, audioTokens]);
  declares('hidden_states', [undefined, undefined, width]);
  if (gpt.inputs.has(`past_key_${layers}`)) {
    throw new ParleyError(
      'model_files_invalid',
      `${file} has more layers than metadata.json says. Fetch both again.`,
    );
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
