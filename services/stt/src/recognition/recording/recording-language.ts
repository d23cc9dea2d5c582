import type { EngineTranscript } from '../../engines/speech-to-text-engine.js';

/**
 * The language of a recording of which none was named: that of its first words, as faster-whisper decides it. Until
 * they are heard, one row waits for the other.
 */
export class RecordingLanguage {
  private isKnown: boolean;
  private lastTurn: Promise<void> = Promise.resolve();

  /** @param language a code, or `auto`. */
  constructor(private language: string) {
    this.isKnown = language !== 'auto';
  }

  /** Recognises one row in the language known when its turn comes. */
  async recognise(recognise: (language: string) => Promise<EngineTranscript>): Promise<EngineTranscript> {
    if (this.isKnown) return recognise(this.language);
    const before = this.lastTurn;
    let endTurn = (): void => undefined;
    this.lastTurn = new Promise((resolve) => (endTurn = resolve));
    try {
      await before;
      if (this.isKnown) {
        endTurn();
        return await recognise(this.language);
      }
      const transcript = await recognise(this.language);
      if (transcript.text !== '') {
        this.isKnown = true;
        this.language = transcript.language;
      }
      return transcript;
    } finally {
      endTurn();
    }
  }
}
