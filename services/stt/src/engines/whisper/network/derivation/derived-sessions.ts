import { basename } from 'node:path';
import { derivedGraph, ModelSource, type OnnxModel, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession, type SessionOptions } from '@parley/inference/sessions';
import type { DecoderWeights } from '../recognition/network-layers.js';
import { recogniseDecoder } from '../recognition/recognise-decoder.js';
import type { WhisperDimensions } from '../whisper-network.js';
import { crossAttentionModel } from './cross-attention-graph.js';
import { loopDecoderModel } from './loop-decoder-graph.js';

/** To be raised with every change of what is derived. */
const version = '2';

/** The graphs derived from a decoder: what is computed once for a window, and the loop. */
export interface DerivedSessions {
  cross: OnnxSession;
  loop: OnnxSession;
}

/**
 * Derives both graphs from a decoder's file, or takes them from where they were kept, and opens them.
 * @throws UnrecognisedGraph where the decoder is not built as public exports are
 */
export async function openDerivedSessions(
  decoderFile: string,
  dimensions: WhisperDimensions,
  options: SessionOptions & { cacheDirectory?: string },
  onNote: (note: string) => void,
): Promise<DerivedSessions> {
  let opened: { source: ModelSource; weights: DecoderWeights } | undefined;
  const recognised = () => {
    if (!opened) {
      const source = ModelSource.open(decoderFile);
      opened = { source, weights: recogniseDecoder(source.model) };
    }
    return opened;
  };
  const session = async (
    kind: string,
    build: (weights: DecoderWeights, dimensions: WhisperDimensions, source: ModelSource) => OnnxModel,
  ) => {
    const derivation = { source: decoderFile, kind, version, cacheDirectory: options.cacheDirectory };
    const { bytes, notKept } = await derivedGraph(derivation, async () => {
      const { source, weights } = recognised();
      return writeModel(build(weights, dimensions, source));
    });
    if (notKept) onNote(`What was derived from ${basename(decoderFile)} could not be kept: ${notKept}`);
    const extra = {
      'session.model_external_initializers_file_folder_path': ModelSource.folderOf(decoderFile),
    };
    return OnnxSession.open(`${basename(decoderFile)} (${kind})`, { ...options, extra }, bytes);
  };
  const loop = await session('loop', loopDecoderModel);
  try {
    return { loop, cross: await session('cross', crossAttentionModel) };
  } catch (error) {
    await loop.release();
    throw error;
  }
}
