import type { Device, DevicePreference, Dtype } from '@parley/inference';
import type { RowProtocol } from '../rows/row-protocol.js';
import type { RecordingProtocol } from './recording-protocol.js';

/** What an engine process opens. */
export interface WhisperLoad {
  /** The model's folder, in the layout of Hugging Face's ONNX exports. */
  directory: string;
  device: DevicePreference;
  /** Threads of one run. */
  threads: number;
  /** The number format to prefer; the device's own order where absent. */
  dtype?: Dtype;
  /** Where derived graphs go if the model's folder cannot be written. */
  cacheDirectory?: string;
}

/** What came of opening it. */
export interface WhisperFacts {
  device: Device;
  /** Why the networks run on the CPU though CUDA was wanted. */
  deviceFallback?: string;
  /** The decoder's number format. */
  dtype: Dtype;
  languages: readonly string[];
  translates: boolean;
  hasWordTimestamps: boolean;
  /** Whether text is decoded inside one graph, and not token by token. */
  generatesInGraph: boolean;
  /** What an operator should know, such as files that did not load. */
  notes: readonly string[];
}

export type WhisperProtocol = RowProtocol &
  RecordingProtocol & {
    describe: { input: undefined; output: WhisperFacts };
    identifyLanguage: { input: { audio: Float32Array }; output: string };
  };
