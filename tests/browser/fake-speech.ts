/** Rate of everything that the fake gateway says, in hertz. */
export const fakeSampleRate = 24_000;

/** PCM16 mono that sounds and looks like syllables, `durationMs` long. */
export function fakeSpeech(durationMs: number): Buffer {
  const samples = Math.round((durationMs / 1000) * fakeSampleRate);
  const pcm = Buffer.alloc(samples * 2);
  for (let index = 0; index < samples; index += 1) {
    const seconds = index / fakeSampleRate;
    const pitch = 150 + 25 * Math.sin(2 * Math.PI * 0.7 * seconds);
    const voice =
      Math.sin(2 * Math.PI * pitch * seconds) +
      0.5 * Math.sin(2 * Math.PI * pitch * 4 * seconds) +
      0.25 * Math.sin(2 * Math.PI * pitch * 11 * seconds);
    pcm.writeInt16LE(Math.round(6_000 * openness(seconds * 1000) * voice), index * 2);
  }
  return pcm;
}

/** How far the mouth is open at a time of the fake speech, 0 to 1. */
export function openness(timeMs: number): number {
  const syllable = Math.max(0, Math.sin((2 * Math.PI * timeMs) / 260));
  const phrase = timeMs % 2_600 < 2_300 ? 1 : 0;
  return syllable * phrase;
}

/** `pcm` as a WAV file. */
export function toWav(pcm: Buffer): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(fakeSampleRate, 24);
  header.writeUInt32LE(fakeSampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
}
