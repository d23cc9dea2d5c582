import { bytesInMemory, collectSamples, openAudio } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { resampleLikeTorchaudio } from './sinc-resample.js';
import { conditioningRate } from './voice-spectrograms.js';

/** Of a recording only the begin is heard; one that says it is longer than this is hardly meant as a sample of a voice. */
const longestMs = 600_000;

/**
 * The begin of a recording, in any container, mono at 22.05 kHz: decoded at its own rate and resampled as the reference
 * resamples it.
 * @throws ParleyError what openAudio throws, `unreadable_audio` and `audio_too_long` among it; the signal's reason
 */
export async function readRecording(
  bytes: Uint8Array,
  seconds: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const rate = await rateOf(bytes, signal);
  const audio = await openAudio(bytesInMemory(bytes), { sampleRate: rate, maxDurationMs: longestMs }, signal);
  try {
    const samples = await collectSamples(upTo(audio.blocks, Math.ceil(seconds * rate)));
    return resampleLikeTorchaudio(samples, rate, conditioningRate);
  } finally {
    audio.close();
  }
}

async function rateOf(bytes: Uint8Array, signal: AbortSignal): Promise<number> {
  const options = { sampleRate: conditioningRate, maxDurationMs: longestMs };
  const audio = await openAudio(bytesInMemory(bytes), options, signal);
  try {
    if (audio.sourceSampleRate > 0) return audio.sourceSampleRate;
    throw new ParleyError('unreadable_audio', 'The recording does not tell its sample rate.');
  } finally {
    audio.close();
  }
}

async function* upTo(blocks: AsyncIterable<Float32Array>, samples: number): AsyncGenerator<Float32Array> {
  let left = samples;
  for await (const block of blocks) {
    yield block.subarray(0, left);
    left -= block.length;
    if (left <= 0) return;
  }
}
