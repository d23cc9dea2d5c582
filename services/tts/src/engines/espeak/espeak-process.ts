/**
 * The espeak-ng program: a process of its own, spoken to by messages only. espeak-ng is licensed under the GPL,
 * version 3; nothing of it is linked into Parley's services.
 */
import loadEspeak, { type EspeakEvent, type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { type StreamResampler, createResampler, floatFromPcm16, pcm16FromFloat } from '@parley/audio';
import { speechSampleRate } from '@parley/contracts';
import { serveEngine } from '@parley/inference';
import type { SpeechChunk } from '../text-to-speech-engine.js';
import type { EspeakProtocol } from './espeak-protocol.js';
import { speakablePieces, withoutMarkup } from './speakable-pieces.js';
import { visemeTimeline } from './viseme-timeline.js';

function synthesizePiece(espeak: EspeakWorker, text: string): { samples: Int16Array; events: EspeakEvent[] } {
  const parts: Int16Array[] = [];
  const events: EspeakEvent[] = [];
  espeak.synthesize(withoutMarkup(text), (audio, newEvents) => {
    parts.push(audio);
    events.push(...newEvents);
    return false;
  });
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { samples, events };
}

/** 2 bytes a sample. */
const bytesPerMs = (speechSampleRate * 2) / 1_000;

function toChunk(
  espeak: EspeakWorker,
  resampler: StreamResampler,
  text: string,
  startMs: number,
): SpeechChunk {
  const { samples, events } = synthesizePiece(espeak, text);
  const durationMs = (samples.length / espeak.samplerate) * 1_000;
  const phonemes = events.flatMap((event) =>
    event.type === 'phoneme' ? [{ ipa: String(event.id ?? ''), timeMs: event.audio_position }] : [],
  );
  const visemes = visemeTimeline(phonemes, durationMs).map((event) => ({
    ...event,
    timeMs: event.timeMs + startMs,
  }));
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return { pcm16: pcm16FromFloat(resampler.push(floatFromPcm16(bytes))), visemes };
}

/** The first sentences take up to ten times as long, until the WASM is compiled with all optimisations. */
const warmUpRuns = 3;
const warmUpText =
  'The quick brown fox jumps over the lazy dog, and nobody minds that it does so in the evening.';

serveEngine<undefined, EspeakProtocol>(async () => {
  const { eSpeakNGWorker } = await loadEspeak();
  const espeak = new eSpeakNGWorker();
  for (let run = 0; run < warmUpRuns; run += 1) synthesizePiece(espeak, warmUpText);
  return {
    async speak({ text, language, voice, wordsPerMinute }, { signal, emit }) {
      const resampler = await createResampler(espeak.samplerate, speechSampleRate);
      let sentBytes = 0;
      try {
        for (const piece of speakablePieces(text, language)) {
          // Voice and rate are the process's state: another call may have set them between two pieces.
          espeak.set_voice(voice);
          espeak.set_rate(wordsPerMinute);
          const chunk = toChunk(espeak, resampler, piece, sentBytes / bytesPerMs);
          sentBytes += chunk.pcm16.byteLength;
          await emit(chunk);
          // Lets a cancellation in, and other callers' pieces: fair turns.
          await new Promise(setImmediate);
          signal.throwIfAborted();
        }
        const tail = pcm16FromFloat(resampler.flush());
        await emit({ pcm16: tail, visemes: [] });
        return { durationMs: (sentBytes + tail.byteLength) / bytesPerMs };
      } finally {
        resampler.close();
      }
    },
  };
});
