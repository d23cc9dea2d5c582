import type { SpeechChunk } from '../text-to-speech-engine.js';

/** What the espeak-ng process understands: text to speak, in pieces. */
export type EspeakProtocol = {
  speak: {
    input: { text: string; language: string; voice: string; wordsPerMinute: number };
    output: { durationMs: number };
    chunk: SpeechChunk;
  };
};
