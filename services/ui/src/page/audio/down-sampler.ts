const zeroCrossings = 16;

/**
 * Streaming band-limited resampler to a lower rate: a Hann-windowed sinc, cut off at the lower rate's Nyquist
 * frequency. Used only where the browser cannot open its audio at the rate that is sent.
 */
export class DownSampler {
  private readonly step: number;
  private readonly halfWidth: number;
  private history: Float32Array;
  /** Position of the next output sample in `history`, in input samples. */
  private position: number;

  constructor(inputRate: number, outputRate: number) {
    this.step = inputRate / outputRate;
    this.halfWidth = Math.ceil(zeroCrossings * Math.max(1, this.step));
    this.history = new Float32Array(this.halfWidth);
    this.position = this.halfWidth;
  }

  /** The output samples that `input` completes; some wait for the input that follows. */
  process(input: Float32Array): Float32Array {
    const samples = new Float32Array(this.history.length + input.length);
    samples.set(this.history);
    samples.set(input, this.history.length);
    const output: number[] = [];
    while (this.position + this.halfWidth < samples.length) {
      output.push(this.interpolate(samples, this.position));
      this.position += this.step;
    }
    const consumed = Math.max(0, Math.floor(this.position) - this.halfWidth);
    this.history = samples.slice(consumed);
    this.position -= consumed;
    return Float32Array.from(output);
  }

  private interpolate(samples: Float32Array, position: number): number {
    const scale = 1 / Math.max(1, this.step);
    const first = Math.ceil(position - this.halfWidth);
    const last = Math.floor(position + this.halfWidth);
    let sum = 0;
    for (let index = Math.max(0, first); index <= last; index += 1) {
      const distance = index - position;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / this.halfWidth);
      sum += (samples[index] ?? 0) * scale * sinc(distance * scale) * window;
    }
    return sum;
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
