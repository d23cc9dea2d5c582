import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { derivedGraph, ModelSource, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession } from '@parley/inference/sessions';
import type { XttsBundle } from '../model/xtts-bundle.js';
import { Vocoder } from '../vocoding/vocoder.js';
import { vocoderModel } from './derivation/vocoder-graph.js';
import type { NetworkOptions } from './network-options.js';

/** To be raised with every change of what is derived. */
const version = '2';

/**
 * Opens the vocoder that takes frames, as it runs fastest: made of the bundle's own vocoder.
 * @throws ParleyError `model_files_invalid`
 */
export async function openVocoder(
  { graphs, dimensions }: Pick<XttsBundle, 'graphs' | 'dimensions'>,
  options: NetworkOptions,
): Promise<Vocoder> {
  const { cacheDirectory, onNote } = options;
  const file = graphs.frames ?? graphs.vocoder;
  try {
    const derivation = { source: file, kind: 'fast', version, cacheDirectory };
    const { bytes, notKept } = await derivedGraph(derivation, () =>
      Promise.resolve(writeModel(vocoderModel(ModelSource.open(file), dimensions.width))),
    );
    if (notKept) onNote?.(`What was derived from ${basename(file)} could not be kept: ${notKept}`);
    const extra = { 'session.model_external_initializers_file_folder_path': ModelSource.folderOf(file) };
    const session = await OnnxSession.open(`${basename(file)} (fast)`, { ...options, extra }, bytes);
    return new Vocoder(session, dimensions.width);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ParleyError(
      'model_files_invalid',
      `${basename(file)} is no XTTS vocoder: ${reason}. Fetch the model again, or convert it again.`,
      { cause: error },
    );
  }
}
