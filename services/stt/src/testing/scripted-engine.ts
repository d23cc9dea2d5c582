import type { TranscriptSegment } from '@parley/contracts';
import type {
  EngineRequest,
  EngineTranscript,
  SpeechToTextEngine,
} from '../engines/speech-to-text-engine.js';

/** An engine that hears what a test wants it to, and remembers what it was asked. */
export class ScriptedEngine implements SpeechToTextEngine {
  readonly id = 'scripted';
  languages: readonly string[] = ['en', 'de', 'ja'];
  capabilities = { streaming: false, translate: true, wordTimestamps: true };
  concurrency = 2;
  maxAudioMs = 30_000;
  readonly requests: EngineRequest[] = [];
  transcribeSequentially?: SpeechToTextEngine['transcribeSequentially'];

  constructor(
    /** The text of a row: its segments, in milliseconds of the row. */
    private readonly hear: (
      audio: Float32Array,
      row: number,
      signal: AbortSignal,
    ) => Promise<EngineTranscript>,
  ) {}

  async load(): Promise<void> {}

  async transcribe(
    audio: Float32Array,
    request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineTranscript> {
    this.requests.push(request);
    return this.hear(audio, this.requests.length, signal);
  }

  status() {
    return {
      id: this.id,
      description: 'a test',
      embedded: false,
      device: 'cpu',
      ready: true,
      languages: [...this.languages],
    };
  }

  readiness() {
    return { ready: true } as const;
  }

  async unload(): Promise<void> {}
}

/** What an engine hears where each text is one segment after the other, a second long. */
export function transcriptOf(
  texts: readonly string[],
  more: Partial<TranscriptSegment> = {},
  language = 'en',
): EngineTranscript {
  const segments = texts.map((text, index) => ({
    text,
    startMs: index * 1_000,
    endMs: (index + 1) * 1_000,
    ...more,
  }));
  return { text: texts.join(' '), language, segments };
}
