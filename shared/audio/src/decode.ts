import type { AudioInfo } from './audio-source.js';
import { openAudio, type OpenAudioOptions } from './open-audio.js';
import type { Pcm } from './pcm.js';
import { bytesInMemory } from './random-access-bytes.js';
import { collectSamples } from './sample-collector.js';

/** A recording in memory, and what it was before. */
export interface DecodedAudio extends Pcm, AudioInfo {
  readonly durationMs: number;
  /** The file ends early or is damaged: these are the samples up to that place. */
  readonly truncated: boolean;
}

/**
 * Decodes whatever a browser, phone or recorder writes to one channel of floats, all of it in memory: 4 bytes for
 * each sample, bounded by `maxDurationMs`. See {@link openAudio} for long recordings, and for what is thrown.
 */
export async function decodeAudio(
  bytes: Uint8Array,
  options: OpenAudioOptions,
  signal: AbortSignal,
): Promise<DecodedAudio> {
  const audio = await openAudio(bytesInMemory(bytes), options, signal);
  try {
    const samples = await collectSamples(audio.blocks);
    const { container, codec, channels, sourceSampleRate, truncated } = audio;
    const { sampleRate } = options;
    const durationMs = (samples.length / sampleRate) * 1000;
    return { container, codec, channels, sourceSampleRate, samples, sampleRate, durationMs, truncated };
  } finally {
    audio.close();
  }
}
