import { ParleyError } from '@parley/contracts';

/** A recording as the page draws it: one channel. */
export interface Sound {
  samples: Float32Array;
  sampleRate: number;
  durationMs: number;
}

/** Enough for everything that is drawn of speech; also keeps long recordings small. */
const drawnSampleRate = 16_000;

/**
 * Decodes a recording with the browser's own codecs, mixed to one channel.
 *
 * @throws ParleyError `unreadable_audio` where this browser does not know the format; the service may still
 */
export async function decodeSound(bytes: ArrayBuffer): Promise<Sound> {
  const context = new OfflineAudioContext(1, 1, drawnSampleRate);
  try {
    const buffer = await context.decodeAudioData(bytes);
    const samples = mixed(buffer);
    return { samples, sampleRate: buffer.sampleRate, durationMs: buffer.duration * 1000 };
  } catch (error) {
    throw new ParleyError('unreadable_audio', 'This browser cannot show that recording.', { cause: error });
  }
}

function mixed(buffer: AudioBuffer): Float32Array {
  const mix = buffer.getChannelData(0).slice();
  for (let channel = 1; channel < buffer.numberOfChannels; channel += 1) {
    for (const [index, sample] of buffer.getChannelData(channel).entries())
      mix[index] = (mix[index] ?? 0) + sample;
  }
  return buffer.numberOfChannels === 1 ? mix : mix.map((sample) => sample / buffer.numberOfChannels);
}

/** Largest absolute sample of each of `columns` equal parts, 0 to 1. */
export function peaks(samples: Float32Array, columns: number): Float32Array {
  const result = new Float32Array(columns);
  const width = samples.length / columns;
  for (let column = 0; column < columns; column += 1) {
    const end = Math.floor((column + 1) * width);
    let peak = 0;
    for (let index = Math.floor(column * width); index < end; index += 1) {
      peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    }
    result[column] = peak;
  }
  return result;
}
