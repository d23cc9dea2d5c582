import type { SpeechLanguage } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent, type EngineProcessStatus } from '@parley/inference';
import type { EspeakProtocol, PhonemeTimeline, PronouncedWords } from './espeak-protocol.js';

/**
 * espeak-ng in its own process, for all that need it: the embedded voice, phonemes for Kokoro, times for lips.
 * It runs while anybody has started it. Calls may throw ParleyError `engine_not_ready`, `at_capacity`,
 * `engine_timeout`, `engine_failed`, `cancelled`.
 */
export class EspeakProgram {
  private readonly process: EngineProcess<undefined, EspeakProtocol>;
  private readonly users = new Set<object>();
  private starting: Promise<void> | undefined;

  constructor(onEvent?: (event: EngineProcessEvent) => void) {
    this.process = new EngineProcess({
      name: 'espeak-ng',
      entry: new URL('./espeak-process.ts', import.meta.url),
      load: undefined,
      callTimeoutMs: 60_000,
      ...(onEvent && { onEvent }),
    });
  }

  /**
   * Resolves when it is warm.
   * @param user whoever will stop it
   */
  async start(user: object, signal: AbortSignal): Promise<void> {
    this.users.add(user);
    this.starting ??= this.process.start(signal);
    try {
      await this.starting;
    } catch (error) {
      this.users.delete(user);
      this.starting = undefined;
      throw error;
    }
  }

  /** Ends the process when its last user leaves. */
  async stop(user: object): Promise<void> {
    if (!this.users.delete(user) || this.users.size > 0) return;
    this.starting = undefined;
    await this.process.stop();
  }

  status(): EngineProcessStatus {
    return this.process.status();
  }

  speak(input: EspeakProtocol['speak']['input'], signal: AbortSignal) {
    return this.process.stream('speak', input, signal);
  }

  /**
   * How each text is pronounced, as its words and their phonemes.
   * @param voice espeak-ng's own identifier, such as `en-gb`
   */
  phonemize(texts: string[], voice: string, signal: AbortSignal): Promise<PronouncedWords[]> {
    return this.process.call('phonemize', { texts, voice }, signal);
  }

  /** Speaks a text at the normal rate, and tells when which phoneme begins. */
  phonemeTimeline(text: string, language: SpeechLanguage, signal: AbortSignal): Promise<PhonemeTimeline> {
    return this.process.call('phonemeTimeline', { text, language }, signal);
  }
}
