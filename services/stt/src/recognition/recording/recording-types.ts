import type { Transcription, TranscriptSegment } from '@parley/contracts';
import type { SttContext } from '../../context.js';
import type { EngineRequest } from '../../engines/speech-to-text-engine.js';

/** What recordings need of the service. */
export type RecordingContext = Pick<
  SttContext,
  'config' | 'engine' | 'scheduler' | 'voiceActivity' | 'events'
>;

/** What is asked of a recording. */
export interface RecordingRequest {
  engineRequest: EngineRequest;
  /** `sequential` where the engine works so: it knows what was said before, and takes longer. */
  mode: 'batched' | 'sequential';
}

/** The next segments of a recording, in order, and how far the work is: 0 to 1. */
export interface RecordingStep {
  segments: TranscriptSegment[];
  /** Of these segments. */
  language: string;
  progress: number;
}

/** What recognition knows of a recording when it is done. */
export interface RecognisedRecording {
  language: string;
  durationMs: number;
  confidence?: number;
}

/** What is known of a recording when it is done. */
export type RecordingSummary = Omit<Transcription, 'text' | 'segments'>;
