import { open } from 'node:fs/promises';
import { bytesInMemory, createResampler, openAudio, pcm16FromFloat, wavHeader } from '@parley/audio';
import type { VisemeEvent } from '@parley/contracts';
import { AudioVisemes } from '../engines/motion/heard/audio-visemes.js';
import { heardSampleRate } from '../engines/motion/heard/speech-frames.js';

/** Of the sound in a clip, in Hz. */
const clipSampleRate = 48_000;

export interface ClipSound {
  /** A WAV file of one channel. */
  path: string;
  durationMs: number;
  /** What the lips do, as the sound alone tells it. */
  heard: VisemeEvent[];
}

/**
 * Decodes a recording of any kind into a WAV file, and listens to it meanwhile; memory does not grow with its length.
 * @throws ParleyError `empty_file`, `unreadable_audio`, `audio_too_long`, `unsupported_media_type`.
 */
export async function writeClipSound(
  bytes: Uint8Array,
  path: string,
  longestMs: number,
  signal: AbortSignal,
): Promise<ClipSound> {
  const options = { sampleRate: clipSampleRate, maxDurationMs: longestMs };
  const audio = await openAudio(bytesInMemory(bytes), options, signal);
  const file = await open(path, 'w', 0o600);
  const ear = new AudioVisemes();
  const toEar = await createResampler(clipSampleRate, heardSampleRate);
  const heard: VisemeEvent[] = [];
  let samples = 0;
  try {
    await file.write(wavHeader(clipSampleRate, 0));
    for await (const block of audio.blocks) {
      samples += block.length;
      await file.write(pcm16FromFloat(block));
      heard.push(...ear.push(toEar.push(block)));
    }
    heard.push(...ear.push(toEar.flush()), ...ear.end());
    await file.write(wavHeader(clipSampleRate, samples), 0, undefined, 0);
  } finally {
    toEar.close();
    audio.close();
    await file.close();
  }
  return { path, durationMs: (samples / clipSampleRate) * 1_000, heard };
}
