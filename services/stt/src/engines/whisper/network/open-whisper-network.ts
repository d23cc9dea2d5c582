import type { Device, DevicePreference, Dtype } from '@parley/inference';
import { type OnnxSession, Tensor } from '@parley/inference/sessions';
import { DecoderSessions } from './decoder-sessions.js';
import {
  type DerivedDecoder,
  openDerivedDecoder,
  openDerivedEncoder,
} from './derivation/derived-sessions.js';
import { EncodedTensor } from './encoded-windows.js';
import { checkInputs, decoderInputs, encoderInputs } from './graph-contract.js';
import { graphFolder, readNetworkConfig } from './network-files.js';
import { type OpenedSessions, openSessions } from './open-sessions.js';
import { generateInLoop } from './generate-in-loop.js';
import { LoopStepDecoder } from './loop-step-decoder.js';
import { StepLoopDecoder } from './step-loop-decoder.js';
import { floatsOf, inPrecision } from './tensor-rows.js';
import { readDimensions } from './whisper-dimensions.js';
import type { EncodedWindows, StepDecoder, WhisperDimensions, WhisperNetwork } from './whisper-network.js';

export interface WhisperNetworkOptions {
  device: DevicePreference;
  /** Threads of one run. */
  threads: number;
  /** The number format to prefer; the device's own order where absent. */
  dtype?: Dtype;
  /** Decode with the export's own graphs, token by token: for comparison. */
  stepwise?: boolean;
  /** Where derived graphs go if the model's folder cannot be written. */
  cacheDirectory?: string;
  /** Called once where CUDA was wanted and cannot be had. */
  onDeviceFallback?: (reason: string) => void;
  /** Called with what an operator should know: a file that does not load, generation that is not in one graph. */
  onNote?: (note: string) => void;
}

/** What came of opening a network. */
export interface WhisperNetworkFacts {
  device: Device;
  /** The decoder's number format. */
  dtype: Dtype;
  encoderDtype: Dtype;
  generatesInGraph: boolean;
  hasCrossAttention: boolean;
}

/**
 * Opens a Whisper's public ONNX export.
 * @param directory the model's folder: `config.json`, and the graphs in `onnx` or beside it
 * @throws ParleyError `model_files_missing`, or `model_files_invalid` where the files are damaged or no Whisper
 */
export async function openWhisperNetwork(
  directory: string,
  options: WhisperNetworkOptions,
): Promise<WhisperNetwork & WhisperNetworkFacts> {
  const config = readNetworkConfig(directory);
  const { onNote = () => {} } = options;
  const opened = await openSessions(graphFolder(directory), options.dtype, options, onNote);
  const { encoder, decoder } = opened;
  try {
    checkInputs(encoder, ['input_features'], encoderInputs);
    checkInputs(decoder.first, ['input_ids', 'encoder_hidden_states'], decoderInputs);
    checkInputs(decoder.next, ['input_ids', 'past_key_values.0.decoder.key'], decoderInputs);
    const dimensions = readDimensions(encoder, decoder.next, config);
    const { decoderHeads, headSize } = dimensions;
    const sessions = new DecoderSessions(decoder.first, decoder.next, decoderHeads, headSize);
    const derived = options.stepwise ? undefined : await derive(opened, dimensions, options, onNote);
    // What generates by itself also steps: the export's own decoder is kept only for its cross-attention.
    const needed = derived === undefined || sessions.hasCrossAttention;
    if (!needed) await sessions.release();
    const fused = options.stepwise ? encoder : await fuseEncoder(encoder, dimensions, options, onNote);
    return new ExportedNetwork(dimensions, fused, needed ? sessions : undefined, derived, {
      device: encoder.device,
      dtype: opened.decoderDtype,
      encoderDtype: opened.encoderDtype,
    });
  } catch (error) {
    await encoder.release();
    await decoder.first.release();
    if (decoder.next !== decoder.first) await decoder.next.release();
    throw error;
  }
}

/** The graphs that generate by themselves; undefined, with a note why, where they cannot be had. */
async function derive(
  opened: OpenedSessions,
  dimensions: WhisperDimensions,
  options: WhisperNetworkOptions,
  onNote: (note: string) => void,
): Promise<DerivedDecoder | undefined> {
  const { decoderFiles } = opened;
  const file = 'merged' in decoderFiles ? decoderFiles.merged : decoderFiles.first;
  try {
    return await openDerivedDecoder(file, dimensions, { ...options, device: opened.encoder.device, onNote });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onNote(`Text is generated token by token, for no graph that does it at once can be made: ${reason}.`);
    return undefined;
  }
}

/** The encoder in fused operators, or the export's own where that cannot be had. */
async function fuseEncoder(
  encoder: OnnxSession,
  dimensions: WhisperDimensions,
  options: WhisperNetworkOptions,
  onNote: (note: string) => void,
): Promise<OnnxSession> {
  try {
    const fused = await openDerivedEncoder(encoder.file, dimensions, {
      ...options,
      device: encoder.device,
      onNote,
    });
    await encoder.release();
    return fused;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onNote(`The encoder runs as it was exported, for no faster graph can be made of it: ${reason}.`);
    return encoder;
  }
}

class ExportedNetwork implements WhisperNetwork, WhisperNetworkFacts {
  readonly device: Device;
  readonly dtype: Dtype;
  readonly encoderDtype: Dtype;
  readonly generatesInGraph: boolean;
  readonly hasCrossAttention: boolean;
  readonly align?: NonNullable<WhisperNetwork['align']>;
  readonly generate?: NonNullable<WhisperNetwork['generate']>;

  constructor(
    readonly dimensions: WhisperDimensions,
    private readonly encoder: OnnxSession,
    private readonly decoder: DecoderSessions | undefined,
    private readonly derived: DerivedDecoder | undefined,
    facts: Pick<WhisperNetworkFacts, 'device' | 'dtype' | 'encoderDtype'>,
  ) {
    this.device = facts.device;
    this.dtype = facts.dtype;
    this.encoderDtype = facts.encoderDtype;
    this.hasCrossAttention = decoder?.hasCrossAttention ?? false;
    this.generatesInGraph = derived !== undefined;
    if (derived) {
      this.generate = (windows, generation, signal) =>
        generateInLoop(derived.loop, dimensions, EncodedTensor.of(windows), generation, signal);
    }
    if (decoder?.hasCrossAttention) this.align = alignWith(decoder, dimensions);
  }

  async encode(mel: Float32Array, rows: number, signal: AbortSignal): Promise<EncodedTensor> {
    signal.throwIfAborted();
    const { melBins, windowFrames } = this.dimensions;
    const type = this.encoder.inputs.get('input_features')?.type ?? 'float32';
    const features = inPrecision(new Tensor(mel, [rows, melBins, windowFrames]), type);
    const { last_hidden_state: hidden } = await this.encoder.run({ input_features: features }, [
      'last_hidden_state',
    ]);
    if (!hidden) throw new Error('The encoder gave no output.');
    signal.throwIfAborted();
    return new EncodedTensor(
      hidden,
      await this.derived?.cross.run({ last_hidden_state: inPrecision(hidden, 'float32') }),
    );
  }

  decode(
    windows: EncodedWindows,
    prompts: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<StepDecoder> {
    const encoded = EncodedTensor.of(windows);
    if (this.derived)
      return LoopStepDecoder.open(this.derived.loop, this.dimensions, encoded, prompts, signal);
    if (!this.decoder) throw new Error('This network was released.');
    return StepLoopDecoder.open(this.decoder, encoded.hidden, prompts, signal);
  }

  async release(): Promise<void> {
    await this.encoder.release();
    await this.decoder?.release();
    await this.derived?.loop.release();
    await this.derived?.cross.release();
  }
}

function alignWith(
  decoder: DecoderSessions,
  { decoderHeads, audioPositions }: WhisperDimensions,
): NonNullable<WhisperNetwork['align']> {
  return async (window, tokens, heads, signal) => {
    signal.throwIfAborted();
    const layers = [...new Set(heads.map(([layer]) => layer))];
    const { hidden } = EncodedTensor.of(window);
    const { logits, attention } = await decoder.attend(hidden, tokens, layers);
    const size = tokens.length * audioPositions;
    const chosen = new Float32Array(heads.length * size);
    const byLayer = new Map(layers.map((layer, index) => [layer, attention[index]]));
    heads.forEach(([layer, head], index) => {
      const tensor = byLayer.get(layer);
      if (!tensor || head >= decoderHeads) throw new Error(`There is no attention head ${layer}.${head}.`);
      chosen.set(floatsOf(tensor).subarray(head * size, (head + 1) * size), index * size);
    });
    return { attention: chosen, logits: floatsOf(logits) };
  };
}
