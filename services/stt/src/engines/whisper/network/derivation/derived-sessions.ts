import { basename } from 'node:path';
import { derivedGraph, ModelSource, type OnnxModel, writeModel } from '@parley/inference/graph-surgery';
import { OnnxSession, type SessionOptions } from '@parley/inference/sessions';
import { recogniseDecoder } from '../recognition/recognise-decoder.js';
import { recogniseEncoder } from '../recognition/recognise-encoder.js';
import type { WhisperDimensions } from '../whisper-network.js';
import { crossAttentionModel } from './cross-attention-graph.js';
import { encoderModel } from './encoder-graph.js';
import { loopDecoderModel } from './loop-decoder-graph.js';

/** To be raised with every change of what is derived. */
const version = '4';

export interface DerivationOptions extends SessionOptions {
  cacheDirectory?: string;
  onNote: (note: string) => void;
}

type Build<Weights> = (weights: Weights, dimensions: WhisperDimensions, source: ModelSource) => OnnxModel;

/** Opens what is derived from a file, or was before. */
class Deriver<Weights> {
  private recognised: { source: ModelSource; weights: Weights } | undefined;

  constructor(
    private readonly file: string,
    private readonly dimensions: WhisperDimensions,
    private readonly recognise: (model: OnnxModel) => Weights,
    private readonly options: DerivationOptions,
  ) {}

  async open(kind: string, build: Build<Weights>): Promise<OnnxSession> {
    const { cacheDirectory, onNote } = this.options;
    const derivation = { source: this.file, kind, version, cacheDirectory };
    const { bytes, notKept } = await derivedGraph(derivation, async () => {
      const { source, weights } = this.read();
      return writeModel(build(weights, this.dimensions, source));
    });
    if (notKept) onNote(`What was derived from ${basename(this.file)} could not be kept: ${notKept}`);
    const extra = { 'session.model_external_initializers_file_folder_path': ModelSource.folderOf(this.file) };
    return OnnxSession.open(`${basename(this.file)} (${kind})`, { ...this.options, extra }, bytes);
  }

  private read() {
    if (!this.recognised) {
      const source = ModelSource.open(this.file);
      this.recognised = { source, weights: this.recognise(source.model) };
    }
    return this.recognised;
  }
}

/** The graphs derived from a decoder: what is computed once for a window, and the loop. */
export interface DerivedDecoder {
  cross: OnnxSession;
  loop: OnnxSession;
}

/** @throws UnrecognisedGraph where the decoder is not built as public exports are */
export async function openDerivedDecoder(
  file: string,
  dimensions: WhisperDimensions,
  options: DerivationOptions,
): Promise<DerivedDecoder> {
  const deriver = new Deriver(file, dimensions, recogniseDecoder, options);
  const loop = await deriver.open('loop', loopDecoderModel);
  try {
    return { loop, cross: await deriver.open('cross', crossAttentionModel) };
  } catch (error) {
    await loop.release();
    throw error;
  }
}

/** @throws UnrecognisedGraph where the encoder is not built as public exports are */
export function openDerivedEncoder(
  file: string,
  dimensions: WhisperDimensions,
  options: DerivationOptions,
): Promise<OnnxSession> {
  return new Deriver(file, dimensions, recogniseEncoder, options).open('fused', encoderModel);
}
