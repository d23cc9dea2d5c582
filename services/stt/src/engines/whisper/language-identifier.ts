/** Tells the language of speech, for engines that cannot. */
export interface LanguageIdentifier {
  /**
   * Whisper's code of the language spoken: mono, 16 kHz, -1 to 1; the first 30 s are heard.
   * @throws ParleyError as `SpeechToTextEngine.transcribe`
   */
  identifyLanguage(audio: Float32Array, signal: AbortSignal): Promise<string>;
}
