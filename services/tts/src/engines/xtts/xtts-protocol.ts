import type { SpeechLanguage } from '@parley/contracts';
import type { Device, DevicePreference, Dtype } from '@parley/inference';
import type { SpeakerLatents, SpeechChunk, SpeechSampling } from '../text-to-speech-engine.js';

/** What an engine process opens. */
export interface XttsLoad {
  /** The model's folder: a bundle of ONNX files, or one with it in `xtts_onnx`. */
  directory: string;
  device: DevicePreference;
  /** Threads of one run. */
  threads: number;
  /** The number format of the GPT to prefer; 8 bits on a CPU, where they are there. */
  dtype?: Dtype;
  /** Where derived graphs go if the model's folder cannot be written. */
  cacheDirectory?: string;
}

/** What came of opening it. */
export interface XttsFacts {
  device: Device;
  /** Why the networks run on the CPU though CUDA was wanted. */
  deviceFallback?: string;
  /** The GPT's number format. */
  dtype: Dtype;
  /** Names of the built-in speakers. */
  speakers: readonly string[];
  /** Whether speech is generated inside one graph, and not token by token. */
  generatesInGraph: boolean;
  /** What an operator should know, such as files that did not load. */
  notes: readonly string[];
}

export interface XttsSpeech {
  text: string;
  language: SpeechLanguage;
  /** A built-in speaker's name, or a voice that was described. */
  speaker: string | SpeakerLatents;
  speed: number;
  seed?: number;
  sampling?: SpeechSampling;
}

export type XttsProtocol = {
  describe: { input: undefined; output: XttsFacts };
  speak: { input: XttsSpeech; output: undefined; chunk: SpeechChunk };
  ownSpeakers: { input: undefined; output: ReadonlyMap<string, SpeakerLatents> };
  describeSpeaker: { input: { recordings: readonly Uint8Array[] }; output: SpeakerLatents };
};
