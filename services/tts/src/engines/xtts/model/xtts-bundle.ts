import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dtype } from '@parley/inference';
import {
  invalidModelFile,
  missingModelFile,
  readModelJson,
  requiredFile,
} from '@parley/inference/model-folder';
import type { SpeakerLatents } from '../../text-to-speech-engine.js';
import type { EmbeddingTables } from '../network/mel-embeddings.js';
import type { XttsDimensions } from '../network/xtts-dimensions.js';
import { bundleFolder } from './bundle-folder.js';
import { type ConditioningSettings, manifestSchema, metadataSchema } from './bundle-schemas.js';
import { readTable } from './npy.js';
import { readSpeakers } from './speakers.js';

/** Mel bins of the conditioning spectrogram. */
export const conditioningMelBins = 80;

/** A graph file of the GPT, and the numbers in it. */
export interface GptFile {
  dtype: Extract<Dtype, 'fp32' | 'int8'>;
  file: string;
}

/** All of an XTTS but its graphs, which are named. */
export interface XttsBundle {
  /** The tokenizer's file. */
  vocabularyFile: string;
  dimensions: XttsDimensions;
  melTables: EmbeddingTables;
  /** [textTokens, width], and [positions, width]. */
  textTables: EmbeddingTables;
  /** What each bin of the conditioning spectrogram is divided by. */
  melStats: Float32Array;
  conditioning: ConditioningSettings;
  speakers: ReadonlyMap<string, SpeakerLatents>;
  graphs: {
    /** The better known first: those that are there. */
    gpt: readonly GptFile[];
    conditioningEncoder: string;
    speakerEncoder: string;
    vocoder: string;
    /** The vocoder without the interpolation of latents, where the bundle has it. */
    frames: string | undefined;
  };
}

/**
 * Reads a bundle: pltobing/XTTSv2-Streaming-ONNX's layout, with what Parley's converter adds where it is there.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`, naming the file
 */
export function readBundle(directory: string): XttsBundle {
  const folder = bundleFolder(directory);
  const metadata = readModelJson(folder, 'metadata.json', metadataSchema);
  if (!metadata) throw missingModelFile(folder, 'metadata.json');
  const dimensions = toDimensions(metadata);
  const { width, audioTokens } = dimensions;
  const table = (name: string, rows?: number) => readTable(folder, `embeddings/${name}.npy`, [rows, width]);
  const manifest = readModelJson(folder, 'parley-manifest.json', manifestSchema);
  const { conditioning } = manifest ?? manifestSchema.parse({});
  const { files } = metadata;
  const graph = (name: string) => requiredFile(folder, name);
  const gpt = [
    { dtype: 'int8' as const, file: join(folder, files.gpt_model_int8 ?? 'gpt_model_int8.onnx') },
    { dtype: 'fp32' as const, file: join(folder, files.gpt_model ?? 'gpt_model.onnx') },
  ].filter(({ file }) => existsSync(file));
  if (gpt.length === 0) throw missingModelFile(folder, 'gpt_model.onnx');
  const frames = join(folder, 'hifigan_frames.onnx');
  return {
    vocabularyFile: join(folder, 'vocab.json'),
    dimensions,
    conditioning,
    melTables: {
      tokens: table('mel_embedding', audioTokens),
      positions: table('mel_pos_embedding'),
    },
    textTables: { tokens: table('text_embedding'), positions: table('text_pos_embedding') },
    melStats: readTable(folder, 'mel_stats.npy', [conditioningMelBins]),
    speakers: readSpeakers(folder, dimensions),
    graphs: {
      gpt,
      conditioningEncoder: graph(files.conditioning_encoder ?? 'conditioning_encoder.onnx'),
      speakerEncoder: graph(files.speaker_encoder ?? 'speaker_encoder.onnx'),
      vocoder: graph(files.hifigan_vocoder ?? 'hifigan_vocoder.onnx'),
      frames: existsSync(frames) ? frames : undefined,
    },
  };
}

function toDimensions(metadata: ReturnType<typeof metadataSchema.parse>): XttsDimensions {
  const { embed_dim: width, num_heads: heads, head_dim: headSize, num_audio_tokens: audioTokens } = metadata;
  const { start_audio_token: startToken, stop_audio_token: stopToken } = metadata;
  if (heads * headSize !== width)
    throw invalidModelFile('metadata.json', `says ${heads} heads of ${headSize}, which are no ${width}`);
  if (startToken >= audioTokens || stopToken >= audioTokens || startToken === stopToken)
    throw invalidModelFile(
      'metadata.json',
      `says ${audioTokens} audio tokens, and a start or stop beyond them`,
    );
  return {
    layers: metadata.n_layer,
    width,
    heads,
    headSize,
    audioTokens,
    startToken,
    stopToken,
    conditioningPositions: metadata.perceiver_output_len,
  };
}
