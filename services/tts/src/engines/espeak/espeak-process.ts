/**
 * The espeak-ng program: a process of its own, spoken to by messages only. espeak-ng is licensed under the GPL,
 * version 3; nothing of it is linked into Parley's services.
 */
import loadEspeak, { type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { type StreamResampler, createResampler, pcm16FromFloat } from '@parley/audio';
import { ParleyError, speechSampleRate } from '@parley/contracts';
import { serveEngine } from '@parley/inference';
import { visemeTimeline } from '../../lips/viseme-timeline.js';
import type { SpeechChunk } from '../text-to-speech-engine.js';
import type { EspeakProtocol, PhonemeTimeline } from './espeak-protocol.js';
import { joinTimelines, pronounce, synthesizePiece } from './espeak-synthesis.js';
import { espeakName, normalRate } from './espeak-voices.js';
import { japaneseKana } from './japanese-kana.js';
import { speakablePieces } from './speakable-pieces.js';

/** 2 bytes a sample. */
const bytesPerMs = (speechSampleRate * 2) / 1_000;

function toChunk(
  { samples, phonemes, durationMs }: PhonemeTimeline,
  resampler: StreamResampler,
  startMs: number,
): SpeechChunk {
  const visemes = visemeTimeline(phonemes, durationMs).map((event) => ({
    ...event,
    timeMs: event.timeMs + startMs,
  }));
  return { pcm16: pcm16FromFloat(resampler.push(samples)), visemes };
}

/** Voice and rate are the process's state: another call may have set them between two pieces. */
function setVoice(espeak: EspeakWorker, voice: string, wordsPerMinute: number): void {
  if (espeak.set_voice(voice) !== 0) {
    throw new ParleyError('unknown_voice', `espeak-ng has no voice "${voice}".`, { param: 'voice' });
  }
  espeak.set_rate(wordsPerMinute);
}

/** A piece in letters that espeak-ng can read. */
const readable = (piece: string, language: string) =>
  language === 'ja' ? japaneseKana(piece) : Promise.resolve(piece);

/** Lets a cancellation in, and other callers' pieces: fair turns. */
async function takeTurns(signal: AbortSignal): Promise<void> {
  await new Promise(setImmediate);
  signal.throwIfAborted();
}

/** The first sentences take up to ten times as long, until the WASM is compiled with all optimisations. */
const warmUpRuns = 3;
const warmUpText =
  'The quick brown fox jumps over the lazy dog, and nobody minds that it does so in the evening.';

serveEngine<undefined, EspeakProtocol>(async () => {
  const module = await loadEspeak();
  const espeak = new module.eSpeakNGWorker();
  for (let run = 0; run < warmUpRuns; run += 1) synthesizePiece(espeak, warmUpText);
  return {
    async speak({ text, language, voice, wordsPerMinute }, { signal, emit }) {
      const resampler = await createResampler(espeak.samplerate, speechSampleRate);
      let sentBytes = 0;
      let startMs = 0;
      try {
        for (const piece of speakablePieces(text, language)) {
          const words = await readable(piece, language);
          setVoice(espeak, voice, wordsPerMinute);
          const timeline = synthesizePiece(espeak, words);
          const chunk = toChunk(timeline, resampler, startMs);
          // What the resampler still holds belongs to this piece too: bytes sent would let the next begin early.
          startMs += timeline.durationMs;
          sentBytes += chunk.pcm16.byteLength;
          await emit(chunk);
          await takeTurns(signal);
        }
        const tail = pcm16FromFloat(resampler.flush());
        await emit({ pcm16: tail, visemes: [] });
        return { durationMs: (sentBytes + tail.byteLength) / bytesPerMs };
      } finally {
        resampler.close();
      }
    },
    async phonemize({ texts, voice }, { signal }) {
      const pronounced = [];
      for (const text of texts) {
        setVoice(espeak, voice, normalRate);
        pronounced.push(pronounce(module, espeak, text));
        await takeTurns(signal);
      }
      return pronounced;
    },
    async phonemeTimeline({ text, language }, { signal }) {
      const pieces = [];
      for (const piece of speakablePieces(text, language)) {
        const words = await readable(piece, language);
        setVoice(espeak, espeakName(language), normalRate);
        pieces.push(synthesizePiece(espeak, words));
        await takeTurns(signal);
      }
      return joinTimelines(pieces, espeak.samplerate);
    },
  };
});
