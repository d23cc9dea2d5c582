import { existsSync, readFileSync } from 'node:fs';
import { floatFromPcm16, resample } from '@parley/audio';
import type { SpeechLanguage, VisemeEvent } from '@parley/contracts';
import { heardSampleRate } from '../../services/avatar/src/engines/motion/heard/speech-frames.js';
import { espeakName } from '../../services/tts/src/engines/espeak/espeak-voices.js';
import { PieceAligner } from '../../services/tts/src/lips/alignment/piece-aligner.js';
import {
  type TimedSpeech,
  prepareReference,
} from '../../services/tts/src/lips/alignment/reference-speech.js';
import { Speaker } from '../../services/tts/src/lips/alignment/speaker.js';
import { speakWithEspeak } from '../../services/tts/src/lips/testing/espeak-speech.js';
import { speakWithFlite } from '../../services/tts/src/lips/testing/flite-speech.js';
import { visemeTimeline } from '../../services/tts/src/lips/viseme-timeline.js';

/** Speech of 16 kHz whose mouth shapes' times are known. */
export interface SpokenSentence {
  name: string;
  samples: Float32Array;
  durationMs: number;
  visemes: VisemeEvent[];
}

async function sentenceOf(name: string, spoken: TimedSpeech): Promise<SpokenSentence> {
  const { samples } = await resample(
    { samples: spoken.samples, sampleRate: spoken.sampleRate },
    heardSampleRate,
  );
  const durationMs = (samples.length / heardSampleRate) * 1000;
  return { name, samples, durationMs, visemes: visemeTimeline(spoken.phonemes, durationMs) };
}

export async function espeakSentence(language: SpeechLanguage, text: string): Promise<SpokenSentence> {
  return sentenceOf(`espeak-ng ${language}`, await speakWithEspeak(espeakName(language), text));
}

export async function fliteSentence(voice: string, text: string): Promise<SpokenSentence> {
  return sentenceOf(`flite ${voice}`, await speakWithFlite(voice, text));
}

const recordings = new URL('../../../shared/data/audio/', import.meta.url);
export const hasRecordings = existsSync(recordings);

/** People's speech, of 16 kHz, and what they say. */
const transcripts: readonly { file: string; language: SpeechLanguage; text: string }[] = [
  {
    file: 'en_jfk_11s.wav',
    language: 'en',
    text: 'And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country.',
  },
  {
    file: 'en_quilter_6s.wav',
    language: 'en',
    text: 'Mr. Quilter is the apostle of the middle classes and we are glad to welcome his gospel.',
  },
  {
    file: 'de_5s.wav',
    language: 'de',
    text: 'Der hinter diesem Portal liegenden Raum wurde als Leichenhalle genutzt.',
  },
  {
    file: 'es_9s.wav',
    language: 'es',
    text: 'Las arenas son blanquecinas de grano medio y tiene muy poca asistencia',
  },
  { file: 'en_lj0002.wav', language: 'en', text: 'in being comparatively modern.' },
  { file: 'en_lj0008.wav', language: 'en', text: 'has never been surpassed.' },
];

/** Recorded people, with the times that the aligner of text-to-speech gives their phonemes. */
export async function recordedSentences(): Promise<SpokenSentence[]> {
  const sentences: SpokenSentence[] = [];
  for (const { file, language, text } of transcripts) {
    const samples = floatFromPcm16(readFileSync(new URL(file, recordings)).subarray(44));
    const reference = prepareReference(await speakWithEspeak(espeakName(language), text));
    const visemes = new PieceAligner(reference, new Speaker(), heardSampleRate).push(samples, true);
    sentences.push({ name: file, samples, durationMs: (samples.length / heardSampleRate) * 1000, visemes });
  }
  return sentences;
}
