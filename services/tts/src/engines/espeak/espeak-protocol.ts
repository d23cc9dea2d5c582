import type { SpeechLanguage } from '@parley/contracts';
import type { PhonemeEvent } from '../../lips/viseme-timeline.js';
import type { SpeechChunk } from '../text-to-speech-engine.js';

/** How a text is pronounced: its words, each as its phonemes in IPA with stress and length marks. */
export type PronouncedWords = string[][];

/** A text spoken by espeak-ng, with the onset of each phoneme; a pause is a phoneme without IPA. */
export interface PhonemeTimeline {
  /** Mono, -1 to 1. */
  samples: Float32Array;
  sampleRate: number;
  phonemes: PhonemeEvent[];
  durationMs: number;
}

/** What the espeak-ng process understands. */
export type EspeakProtocol = {
  /** Text to speak, in pieces. */
  speak: {
    input: { text: string; language: string; voice: string; wordsPerMinute: number };
    output: { durationMs: number };
    chunk: SpeechChunk;
  };
  /** How each text is pronounced by a voice, without speaking it. Punctuation is not told. */
  phonemize: {
    input: { texts: string[]; voice: string };
    output: PronouncedWords[];
  };
  /** Speaks the whole text at the normal rate and tells when which phoneme begins. */
  phonemeTimeline: {
    input: { text: string; language: SpeechLanguage };
    output: PhonemeTimeline;
  };
};
