import type { EngineStatus, SpeechLanguage, VisemeEvent, Voice } from '@parley/contracts';

/** How freely a generative voice speaks; engines that do not sample ignore it. */
export interface SpeechSampling {
  /** Above 0; 0.75 is XTTS's own. */
  temperature?: number;
  topK?: number;
  /** 0 to 1. */
  topP?: number;
  /** At least 1, which is none. */
  repetitionPenalty?: number;
}

export interface SpeechRequest {
  /** Plain text, not empty. */
  text: string;
  language: SpeechLanguage;
  /** A voice's id; the language's default where absent. */
  voice?: string;
  /** Speaks in this voice in place of a named one, where the engine can clone. */
  speaker?: SpeakerLatents;
  /** 1 is the voice's normal rate. */
  speed: number;
  /** The same seed, text and voice make the same audio on the same machine. */
  seed?: number;
  sampling?: SpeechSampling;
}

/** A stretch of speech and the mouth shapes in it; times count from the start of the whole request. */
export interface SpeechChunk {
  /** PCM16 mono, little-endian, at `speechSampleRate`: as it is sent. */
  pcm16: Uint8Array;
  /** Empty from an engine that does not know when it says what: see `spoken`. */
  visemes: VisemeEvent[];
  /** What is being said, from an engine without visemes: the aligner outside it finds the times. */
  spoken?: SpokenPiece;
}

/** A piece of the text that is spoken in one go, over one or several chunks. */
export interface SpokenPiece {
  /** Counts from 0 within the request; chunks of a piece follow one another. */
  index: number;
  /** As it is pronounced: numbers and abbreviations in words. */
  text: string;
  /** Whether this chunk is the piece's last. */
  isLast: boolean;
}

/** What XTTS knows of a voice: computed once from recordings, kept, and named `gpt_cond_latent` in Coqui's APIs. */
export interface SpeakerLatents {
  /** 32 x 1024, row by row. */
  gptConditioning: Float32Array;
  /** 512, of unit length. */
  speakerEmbedding: Float32Array;
}

/** Speech in the voice of a recording; an engine that lacks it has no `cloning`. */
export interface VoiceCloning {
  /**
   * The voice in these recordings (any container and codec), for `SpeechRequest.speaker`.
   * @throws ParleyError `unreadable_audio`, `unusable_speaker_audio` (silent, too short, not speech), `cancelled`.
   */
  describeSpeaker(recordings: readonly Uint8Array[], signal: AbortSignal): Promise<SpeakerLatents>;
  /** The same of the engine's own voices, by name, where it has them: some clients keep it and send it back. */
  ownSpeakers?(signal: AbortSignal): Promise<ReadonlyMap<string, SpeakerLatents>>;
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
   * Speaks, a stretch at a time, as soon as each is there. Several requests at once are the engine's to batch or queue.
   * @throws ParleyError `unsupported_language`, `unknown_voice`, `engine_cannot_clone`, `engine_not_ready`,
   *   `engine_failed`, `cancelled`.
   */
  synthesize(request: SpeechRequest, signal: AbortSignal): AsyncIterable<SpeechChunk>;
  status(): EngineStatus;
  unload(): Promise<void>;
}
