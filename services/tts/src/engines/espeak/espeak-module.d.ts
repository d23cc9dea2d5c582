/** The part of @echogarden/espeak-ng-emscripten that is used here; the package ships no types. */
declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakEvent {
    type: string;
    /** Milliseconds from the start of this synthesis. */
    audio_position: number;
    /** IPA of a phoneme event; empty at a pause. */
    id?: string | number;
  }

  export interface EspeakWorker {
    readonly samplerate: number;
    /** 0 where the voice exists under exactly this identifier, 2 where another was found. */
    set_voice(identifier: string): number;
    /** Words a minute, 80 to 450. */
    set_rate(wordsPerMinute: number): void;
    /** Synchronous; ends early where the callback returns true. */
    synthesize(text: string, callback: (audio: Int16Array, events: EspeakEvent[]) => boolean): void;
    /** Where in the module's memory a zero-terminated UTF-8 text begins, valid until the next call. */
    convert_to_phonemes(text: string, asIpa: boolean): { ptr: number };
  }

  export interface EspeakModule {
    eSpeakNGWorker: new () => EspeakWorker;
    /** The module's memory; another object after it has grown. */
    readonly HEAPU8: Uint8Array;
  }

  const load: () => Promise<EspeakModule>;
  export default load;
}
