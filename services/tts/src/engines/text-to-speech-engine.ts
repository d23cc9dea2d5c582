import type { EngineStatus, SpeechLanguage, VisemeEvent, Voice } from '@parley/contracts';

export interface SpeechRequest {
  /** Plain text, not empty. */
  text: string;
  language: SpeechLanguage;
  /** A voice's id; the language's default where absent. */
  voice?: string;
  /** 1 is the voice's normal rate. */
  speed: number;
}

/** A stretch of speech and the mouth shapes in it; times count from the start of the whole request. */
export interface SpeechChunk {
  /** PCM16 mono, little-endian, at `speechSampleRate`: as it is sent. */
  pcm16: Uint8Array;
  visemes: VisemeEvent[];
}

/** Speech in the voice of a recording; an engine that lacks it has no `clone`. */
export interface VoiceCloning {
  synthesizeAs(
    request: SpeechRequest,
    speakerAudio: Uint8Array,
    signal: AbortSignal,
  ): AsyncIterable<SpeechChunk>;
}

/** What every voice of the house can do. Engines know no server: text in, PCM and visemes out. */
export interface TextToSpeechEngine {
  readonly id: string;
  readonly languages: readonly SpeechLanguage[];
  readonly voices: readonly Voice[];
  readonly cloning?: VoiceCloning;
  /** Resolves when the engine is warm. */
  load(signal: AbortSignal): Promise<void>;
  /**
   * Speaks, a stretch at a time, as soon as each is there.
   * @throws ParleyError `unsupported_language`, `unknown_voice`, `engine_not_ready`, `engine_failed`, `cancelled`.
   */
  synthesize(request: SpeechRequest, signal: AbortSignal): AsyncIterable<SpeechChunk>;
  status(): EngineStatus;
  unload(): Promise<void>;
}
