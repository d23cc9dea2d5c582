import type { EngineStatus, ErrorCode, TranscriptSegment, TranscriptionTask } from '@parley/contracts';

/** Rate of all audio that engines are given, in hertz. */
export const engineSampleRate = 16_000;

export interface EngineRequest {
  /** A code that the engine lists, or `auto`: the engine listens for itself. */
  language: string;
  task: TranscriptionTask;
  /** The language that a translation is wanted in. */
  targetLanguage: string;
}

export interface EngineTranscript {
  /** Empty where nothing was said. */
  text: string;
  language: string;
  /** Times in milliseconds from the first sample. */
  segments: TranscriptSegment[];
  /** 0 to 1; absent where the engine does not know. */
  confidence?: number;
}

export interface EngineCapabilities {
  /** Takes audio while it is spoken; the service makes batch recognisers live by voice activity. */
  streaming: boolean;
  translate: boolean;
  wordTimestamps: boolean;
}

/** Whether an engine can work now; if not, the code of its refusals, why, and what mends it. */
export type EngineReadiness =
  { ready: true } | { ready: false; code: ErrorCode; reason: string; remedy?: string };

/** What every recogniser of the house can do. Engines know no server: samples in, text and times out. */
export interface SpeechToTextEngine {
  readonly id: string;
  /** Whisper's language codes. */
  readonly languages: readonly string[];
  readonly capabilities: EngineCapabilities;
  /** How many calls it takes at once; whoever schedules them makes no more. */
  readonly concurrency: number;
  /** Longest audio of one call, in milliseconds. */
  readonly maxAudioMs: number;
  /**
   * Resolves when the engine is warm.
   * @throws ParleyError where it cannot be used on this machine; `readiness` then says why.
   */
  load(signal: AbortSignal): Promise<void>;
  /**
   * The words in one stretch of speech: mono, 16 kHz, -1 to 1.
   * @throws ParleyError `engine_not_ready`, `at_capacity`, `engine_failed`, `engine_timeout`, `cancelled`,
   *   `model_files_missing`.
   */
  transcribe(audio: Float32Array, request: EngineRequest, signal: AbortSignal): Promise<EngineTranscript>;
  status(): EngineStatus;
  readiness(): EngineReadiness;
  unload(): Promise<void>;
}
