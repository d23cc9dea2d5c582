import type { LanguageIdentifier } from './language-identifier.js';
import type { WhisperEngine } from './whisper-engine.js';

/** A Whisper that is loaded when it is first asked for a language. */
export class LazyLanguageIdentifier implements LanguageIdentifier {
  private loading: Promise<void> | undefined;
  private readonly unloading = new AbortController();

  constructor(private readonly whisper: WhisperEngine) {}

  async identifyLanguage(audio: Float32Array, signal: AbortSignal): Promise<string> {
    this.loading ??= this.whisper.load(this.unloading.signal);
    try {
      await this.loading;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
    return this.whisper.identifyLanguage(audio, signal);
  }

  async unload(): Promise<void> {
    this.unloading.abort();
    await this.whisper.unload();
  }
}
