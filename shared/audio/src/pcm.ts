/** Sound in memory: one channel, samples from -1 to 1. */
export interface Pcm {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** The level of digital silence: levels are never lower, so that they can be averaged and drawn. */
export const silenceDbfs = -120;

export function durationMs(pcm: Pcm): number {
  return (pcm.samples.length / pcm.sampleRate) * 1000;
}

/**
 * 16-bit little-endian samples as floats from -1 to just under 1.
 * A trailing odd byte is left out; for a stream use {@link Pcm16Reader}, which keeps it for the next block.
 */
export function floatFromPcm16(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Float32Array(bytes.byteLength >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(i * 2, true) / 32768;
  return samples;
}

/** Floats as 16-bit little-endian samples, rounded; what lies outside -1..1 is clipped and NaN becomes silence. */
export function pcm16FromFloat(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, i) => {
    const scaled = Math.round(sample * 32768) || 0;
    view.setInt16(i * 2, Math.max(-32768, Math.min(32767, scaled)), true);
  });
  return bytes;
}

/** PCM16 that arrives in blocks of any length: half a sample at the end of one block waits for the next. */
export class Pcm16Reader {
  #half: number | undefined;

  /** The samples that are complete with this block. */
  read(bytes: Uint8Array): Float32Array {
    let whole = bytes;
    if (this.#half !== undefined && bytes.length > 0) {
      whole = new Uint8Array(bytes.length + 1);
      whole[0] = this.#half;
      whole.set(bytes, 1);
      this.#half = undefined;
    }
    if (whole.length % 2 === 1) this.#half = whole[whole.length - 1];
    return floatFromPcm16(whole);
  }
}

/** The mean of all channels, as long as the first one. One channel is returned as it is, not copied. */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  if (!first) return new Float32Array(0);
  if (others.length === 0) return first;
  const mono = new Float32Array(first);
  for (const channel of others) {
    for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0);
  }
  return mono.map((sum) => sum / channels.length);
}

/** Root-mean-square level in dB relative to full scale: 0 is a full-scale square wave, -3 a full-scale sine. */
export function levelDbfs(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  if (samples.length === 0 || energy === 0) return silenceDbfs;
  return Math.max(silenceDbfs, 10 * Math.log10(energy / samples.length));
}

/** Blocks of samples joined into one. */
export function concatSamples(blocks: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(blocks.reduce((length, block) => length + block.length, 0));
  let offset = 0;
  for (const block of blocks) {
    joined.set(block, offset);
    offset += block.length;
  }
  return joined;
}
