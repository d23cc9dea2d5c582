import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { derivedGraph, ModelSource, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession } from '@parley/inference/sessions';
import type { XttsBundle } from '../model/xtts-bundle.js';
import { Vocoder } from '../vocoding/vocoder.js';
import { framesModel } from './derivation/frames-graph.js';
import type { NetworkOptions } from './network-options.js';

/** To be raised with every change of what is derived. */
const version = '1';

/**
 * Opens the vocoder that takes stretched latents: the bundle's own, or one made of the vocoder that stretches them itself.
 * @throws ParleyError `model_files_invalid`
 */
export async function openVocoder(
  { graphs, dimensions }: XttsBundle,
  options: NetworkOptions,
): Promise<Vocoder> {
  const { width } = dimensions;
  const session = graphs.frames
    ? await OnnxSession.open(graphs.frames, options)
    : await deriveFrames(graphs.vocoder, width, options);
  if (session.inputs.get('frames')?.shape[1] === width && session.inputs.has('speaker_embedding')) {
    return new Vocoder(session, width);
  }
  await session.release();
  throw new ParleyError(
    'model_files_invalid',
    `${basename(session.file)} takes no frames of ${width} numbers: it is of another model. Fetch it again.`,
  );
}

async function deriveFrames(file: string, width: number, options: NetworkOptions): Promise<OnnxSession> {
  const { cacheDirectory, onNote } = options;
  try {
    const derivation = { source: file, kind: 'frames', version, cacheDirectory };
    const { bytes, notKept } = await derivedGraph(derivation, () =>
      Promise.resolve(writeModel(framesModel(ModelSource.open(file), width))),
    );
    if (notKept) onNote?.(`What was derived from ${basename(file)} could not be kept: ${notKept}`);
    const extra = { 'session.model_external_initializers_file_folder_path': ModelSource.folderOf(file) };
    return await OnnxSession.open(`${basename(file)} (frames)`, { ...options, extra }, bytes);
  } catch (error) {
    throw new ParleyError(
      'model_files_invalid',
      `${basename(file)} is not built as the public vocoder is. Put hifigan_frames.onnx beside it.`,
      { cause: error },
    );
  }
}
