import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { OnnxSession } from '@parley/inference/sessions';
import type { NetworkConfig } from './network-files.js';
import type { WhisperDimensions } from './whisper-network.js';

/** Whisper's own sizes, the same in every one of its models; for exports that name neither number nor config. */
const windowFrames = 3000;
const textPositions = 448;

/**
 * A network's sizes from its graphs' declarations, checked against `config.json` where it is there.
 * @throws ParleyError `model_files_invalid` where both disagree, or neither tells
 */
export function readDimensions(
  encoder: OnnxSession,
  decoder: OnnxSession,
  config: NetworkConfig,
): WhisperDimensions {
  const { decoderLayers, decoderHeads, headSize } = cacheSizes(decoder, config);
  const melBins = agreed('mel bins', encoder, sizeOf(encoder, 'input_features', 1), config.num_mel_bins);
  const frames = sizeOf(encoder, 'input_features', 2) ?? windowFrames;
  return {
    melBins,
    windowFrames: frames,
    audioPositions: agreed('audio positions', encoder, frames / 2, config.max_source_positions),
    vocabularySize: agreed('tokens', decoder, outputSize(decoder, 'logits', 2), config.vocab_size),
    textPositions: config.max_target_positions ?? textPositions,
    decoderLayers,
    decoderHeads,
    headSize,
  };
}

function cacheSizes(decoder: OnnxSession, config: NetworkConfig) {
  const layers = [...decoder.outputs.keys()].filter((name) => /^present\.\d+\.decoder\.key$/.test(name));
  const { decoder_attention_heads: heads, d_model: width } = config;
  const decoderHeads = agreed('attention heads', decoder, sizeOf(decoder, pastKey, 1), heads);
  return {
    decoderLayers: agreed('decoder layers', decoder, layers.length, config.decoder_layers),
    decoderHeads,
    headSize: agreed('head size', decoder, sizeOf(decoder, pastKey, 3), width && width / decoderHeads),
  };
}

const pastKey = 'past_key_values.0.decoder.key';

const numeric = (dimension: number | string | undefined) =>
  typeof dimension === 'number' && dimension > 0 ? dimension : undefined;

const sizeOf = (session: OnnxSession, input: string, axis: number) =>
  numeric(session.inputs.get(input)?.shape[axis]);

const outputSize = (session: OnnxSession, output: string, axis: number) =>
  numeric(session.outputs.get(output)?.shape[axis]);

function agreed(
  what: string,
  session: OnnxSession,
  declared: number | undefined,
  configured: number | undefined,
): number {
  const value = declared ?? configured;
  const file = basename(session.file);
  if (value === undefined) {
    throw new ParleyError(
      'model_files_invalid',
      `Neither ${file} nor config.json tells the number of ${what}. Fetch config.json beside the graphs.`,
    );
  }
  if (configured !== undefined && configured !== value) {
    throw new ParleyError(
      'model_files_invalid',
      `${file} has ${value} ${what}, config.json says ${configured}: they are of different models. Fetch both again.`,
    );
  }
  return value;
}
