import { liveSampleRate } from './live-sample-rate.js';
import { DownSampler } from './down-sampler.js';
import type { CapturedFrame } from './worklet-messages.js';

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare const sampleRate: number;

/** 20 ms: short enough to add little delay, long enough for 50 messages a second. */
const frameSamples = liveSampleRate / 50;

/** Turns the microphone into PCM16 mono 16 kHz frames of 20 ms with their level. */
class CaptureProcessor extends AudioWorkletProcessor {
  private readonly downSampler =
    sampleRate === liveSampleRate ? null : new DownSampler(sampleRate, liveSampleRate);
  private frame = new Int16Array(frameSamples);
  private filled = 0;
  private energy = 0;

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    if (input === undefined) return true;
    for (const sample of this.downSampler?.process(input) ?? input) this.append(sample);
    return true;
  }

  private append(sample: number): void {
    const clipped = Math.max(-1, Math.min(1, sample));
    this.frame[this.filled] = Math.round(clipped * 32_767);
    this.energy += clipped * clipped;
    this.filled += 1;
    if (this.filled === frameSamples) this.post();
  }

  private post(): void {
    const message: CapturedFrame = { samples: this.frame, level: Math.sqrt(this.energy / frameSamples) };
    this.port.postMessage(message, [this.frame.buffer]);
    this.frame = new Int16Array(frameSamples);
    this.filled = 0;
    this.energy = 0;
  }
}

registerProcessor('capture', CaptureProcessor);
