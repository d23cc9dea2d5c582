import loadEspeak, { type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { synthesizePiece } from '../../engines/espeak/espeak-synthesis.js';
import { normalRate } from '../../engines/espeak/espeak-voices.js';
import type { TimedSpeech } from '../alignment/reference-speech.js';

let espeak: Promise<EspeakWorker> | undefined;

/**
 * espeak-ng, with the time of each phoneme.
 * @param voice espeak-ng's own identifier, with a variant: `en-us+f3`
 * @param wordsPerMinute 80 to 450
 */
export async function speakWithEspeak(
  voice: string,
  text: string,
  wordsPerMinute = normalRate,
): Promise<TimedSpeech & { durationMs: number }> {
  espeak ??= loadEspeak().then((module) => new module.eSpeakNGWorker());
  const worker = await espeak;
  worker.set_voice(voice);
  worker.set_rate(wordsPerMinute);
  return synthesizePiece(worker, text);
}
