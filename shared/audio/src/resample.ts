import libsamplerate from '@alexanderolsen/libsamplerate-js';
import type { Pcm } from './pcm.js';
import { concatSamples } from './pcm.js';

type SampleRateConverter = Awaited<ReturnType<typeof libsamplerate.create>>;

/**
 * Converters that nobody uses now. Each is a WASM instance of 26 MB of address space that takes 5 ms to make and
 * 0.1 ms to set up anew, so a service with many short streams keeps a few.
 */
const idleConverters: SampleRateConverter[] = [];
const maxIdleConverters = 16;

async function takeConverter(inputRate: number, outputRate: number): Promise<SampleRateConverter> {
  const idle = idleConverters.pop();
  if (!idle) {
    return libsamplerate.create(1, inputRate, outputRate, {
      converterType: libsamplerate.ConverterType.SRC_SINC_FASTEST,
    });
  }
  idle.inputSampleRate = inputRate;
  idle.outputSampleRate = outputRate;
  return idle;
}

function giveBack(converter: SampleRateConverter): void {
  if (idleConverters.length < maxIdleConverters) idleConverters.push(converter);
  else converter.destroy();
}

/**
 * Changes the sample rate of one channel that arrives in blocks. The joined output has exactly
 * `round(inputSamples * outputRate / inputRate)` samples, in time with the input; some 20 of them (the filter's
 * look-ahead) come out only with {@link StreamResampler.flush}.
 */
export class StreamResampler {
  readonly inputRate: number;
  readonly outputRate: number;
  #converter: SampleRateConverter | undefined;
  #samplesIn = 0;
  #samplesOut = 0;

  constructor(inputRate: number, outputRate: number, converter: SampleRateConverter | undefined) {
    this.inputRate = inputRate;
    this.outputRate = outputRate;
    this.#converter = converter;
  }

  /** The output samples that are complete with this block. Where the rates are equal, the block itself. */
  push(block: Float32Array): Float32Array {
    if (this.inputRate === this.outputRate) return block;
    this.#samplesIn += block.length;
    return this.#limit(this.#convert(block));
  }

  /** The last samples. The resampler is spent afterwards: make a new one for the next stream. */
  flush(): Float32Array {
    const blocks: Float32Array[] = [];
    const silence = new Float32Array(Math.ceil(64 * Math.max(1, this.inputRate / this.outputRate)));
    while (this.#converter && this.#samplesOut < this.#expected) {
      blocks.push(this.#limit(this.#convert(silence)));
    }
    this.close();
    return concatSamples(blocks);
  }

  /** Ends it without the last samples. Calling it again does nothing. */
  close(): void {
    if (this.#converter) giveBack(this.#converter);
    this.#converter = undefined;
  }

  get #expected(): number {
    return Math.round((this.#samplesIn * this.outputRate) / this.inputRate);
  }

  #convert(block: Float32Array): Float32Array {
    if (!this.#converter) throw new Error('This resampler was closed.');
    if (block.length === 0) return block;
    // The converter's buffers hold some seconds; a tenth of a second at a time stays far below them at any rate.
    const step = Math.max(
      1,
      Math.floor(Math.min(this.inputRate, (this.inputRate / this.outputRate) * 48_000) / 10),
    );
    if (block.length <= step) return this.#converter.full(block);
    const blocks: Float32Array[] = [];
    for (let at = 0; at < block.length; at += step) {
      blocks.push(this.#converter.full(block.subarray(at, at + step)));
    }
    return concatSamples(blocks);
  }

  #limit(block: Float32Array): Float32Array {
    const kept = block.subarray(0, Math.max(0, this.#expected - this.#samplesOut));
    this.#samplesOut += kept.length;
    return kept;
  }
}

/** A resampler for one channel of one stream. Close or flush it at the end. Rates in Hz, at most a factor of 256 apart. */
export async function createResampler(inputRate: number, outputRate: number): Promise<StreamResampler> {
  const needed = inputRate !== outputRate;
  return new StreamResampler(
    inputRate,
    outputRate,
    needed ? await takeConverter(inputRate, outputRate) : undefined,
  );
}

/** The same sound at another rate, in one step: for seconds of sound, not for hours (it blocks 4 ms per second). */
export async function resample(pcm: Pcm, sampleRate: number): Promise<Pcm> {
  if (pcm.sampleRate === sampleRate) return pcm;
  const resampler = await createResampler(pcm.sampleRate, sampleRate);
  return { samples: concatSamples([resampler.push(pcm.samples), resampler.flush()]), sampleRate };
}
