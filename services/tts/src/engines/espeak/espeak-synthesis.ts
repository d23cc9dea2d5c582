import type { EspeakModule, EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { floatFromPcm16 } from '@parley/audio';
import { startAtClosures } from '../../lips/stop-closures.js';
import type { PhonemeEvent } from '../../lips/viseme-timeline.js';
import type { PhonemeTimeline, PronouncedWords } from './espeak-protocol.js';
import { withoutMarkup } from './speakable-pieces.js';

/** Speaks one piece of text with the voice and at the rate that are set. Blocks until it is done. */
export function synthesizePiece(espeak: EspeakWorker, text: string): PhonemeTimeline {
  const parts: Uint8Array[] = [];
  const phonemes: PhonemeEvent[] = [];
  espeak.synthesize(withoutMarkup(text), (audio, events) => {
    parts.push(new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength));
    for (const { type, id, audio_position: timeMs } of events) {
      if (type === 'phoneme') phonemes.push({ ipa: String(id ?? ''), timeMs });
    }
    return false;
  });
  const samples = floatFromPcm16(Buffer.concat(parts));
  const { samplerate: sampleRate } = espeak;
  return {
    samples,
    sampleRate,
    phonemes: startAtClosures(phonemes, samples, sampleRate),
    durationMs: (samples.length / sampleRate) * 1_000,
  };
}

/** Several pieces spoken one after another, on one clock. */
export function joinTimelines(pieces: readonly PhonemeTimeline[], sampleRate: number): PhonemeTimeline {
  const samples = new Float32Array(pieces.reduce((sum, piece) => sum + piece.samples.length, 0));
  const phonemes: PhonemeEvent[] = [];
  let at = 0;
  for (const piece of pieces) {
    const startMs = (at / sampleRate) * 1_000;
    samples.set(piece.samples, at);
    phonemes.push(...piece.phonemes.map(({ ipa, timeMs }) => ({ ipa, timeMs: timeMs + startMs })));
    at += piece.samples.length;
  }
  return { samples, sampleRate, phonemes, durationMs: (at / sampleRate) * 1_000 };
}

/** How the voice that is set pronounces a text. */
export function pronounce(module: EspeakModule, espeak: EspeakWorker, text: string): PronouncedWords {
  const { ptr } = espeak.convert_to_phonemes(withoutMarkup(text), true);
  const memory = module.HEAPU8;
  return parsePhonemes(new TextDecoder().decode(memory.subarray(ptr, memory.indexOf(0, ptr))));
}

/** espeak-ng's text of phonemes: `|` between clauses, spaces between words, `_` between phonemes and for pauses. */
export function parsePhonemes(ipa: string): PronouncedWords {
  return ipa
    .split(/[\s|]+/)
    .map((word) => word.split('_').filter((phoneme) => phoneme !== ''))
    .filter((word) => word.length > 0);
}
