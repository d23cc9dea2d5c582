import type { EngineStatus, ErrorCode, TranscriptSegment, TranscriptionTask } from '@parley/contracts';

/** Rate of all audio that engines are given, in hertz. */
export const engineSampleRate = 16_000;

/** How a Whisper looks for a text, and when one is good enough: names and meaning as in openai/whisper. */
export interface SearchWishes {
  /** Hypotheses kept at temperature 0. */
  beamSize?: number;
  /** Samples drawn at a temperature above 0. */
  bestOf?: number;
  /** Finished hypotheses wanted, as a multiple of the beam size. */
  patience?: number;
  /** Exponent, 0 to 1. */
  lengthPenalty?: number;
  /** `null` for no bound. */
  compressionRatioThreshold?: number | null;
  logProbabilityThreshold?: number | null;
  noSpeechThreshold?: number | null;
}

export interface EngineRequest {
  /** A code that the engine lists, or `auto`: the engine listens for itself. */
  language: string;
  task: TranscriptionTask;
  /** The language that a translation is wanted in. */
  targetLanguage: string;
  /** Text that might have come before: topic, names, spelling. */
  prompt?: string;
  /** How the text begins. */
  prefix?: string;
  /** Words to expect; without effect beside a prefix. */
  hotwords?: string;
  /** Tried in turn, while a text looks wrong; the engine's own ladder where absent. */
  temperatures?: readonly number[];
  /** Engines that are no Whisper do without, as without the next three. */
  search?: SearchWishes;
  /** Tokens that are never written, by their numbers; -1: the signs that nobody speaks. */
  suppressTokens?: readonly number[];
  /** Whether a window's text prompts the next one's. */
  conditionOnPreviousText?: boolean;
  /** Silence longer than this around text that looks made up is skipped, in milliseconds; needs times of words. */
  hallucinationSilenceMs?: number;
  wordTimestamps?: boolean;
  punctuation?: boolean;
  /** `quick`: one pass, for a text that the next one replaces. */
  effort?: 'quick' | 'full';
}

/** One stretch of speech among several that are recognised together. */
export interface EngineRow {
  audio: Float32Array;
  request: EngineRequest;
  /** Ends this row's work, no other's. */
  signal: AbortSignal;
}

/** Recognising rows together, where that is cheaper than one after the other. */
export interface EngineBatch {
  readonly maxRows: number;
  /** One promise for each row, in order; a row may end before the others, and fails for itself. */
  transcribe(rows: readonly EngineRow[]): Promise<EngineTranscript>[];
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

/** One window of a recording; the windows follow one another. Times in milliseconds from the first sample. */
export interface RecordingWindow {
  segments: TranscriptSegment[];
  /** Of the speech. */
  language: string;
  /** Everything before this is understood. */
  doneMs: number;
}

/** What is known of a recording at its end. */
export type RecordingSummary = Pick<EngineTranscript, 'language' | 'confidence'>;

/** Waits for a place at the engine; whoever gets it calls the function that comes, to give it back. */
export type TakeTurn = (signal: AbortSignal) => Promise<() => void>;

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
  /** Languages that it translates into; any where it translates and this is absent. */
  readonly translationTargets?: readonly string[];
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
  readonly batch?: EngineBatch;
  /**
   * A whole recording, window after window, each knowing the text of the last. Absent where an engine only takes
   * stretches.
   * @param takeTurn asked before each window, so that other speech is heard between two of them
   * @throws ParleyError as `transcribe`.
   */
  transcribeSequentially?(
    audio: Float32Array,
    request: EngineRequest,
    takeTurn: TakeTurn,
    signal: AbortSignal,
  ): AsyncGenerator<RecordingWindow, RecordingSummary>;
  status(): EngineStatus;
  readiness(): EngineReadiness;
  unload(): Promise<void>;
}
