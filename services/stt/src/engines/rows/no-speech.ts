import { levelDbfs } from '@parley/audio';

/** Shorter audio holds no word. */
const shortestSamples = 16 * 60;
/** Softer audio is silence, whatever a network makes of it. */
const softestDbfs = -80;

/** Whether audio, mono at 16 kHz, is too short or too soft for a word: no network is asked. */
export function holdsNoSpeech(audio: Float32Array): boolean {
  return audio.length < shortestSamples || levelDbfs(audio) < softestDbfs;
}
