import { SampleQueue } from './sample-queue.js';
import type { PlaybackCommand, PlaybackReport } from './worklet-messages.js';

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare const sampleRate: number;
declare const currentTime: number;

/** Speech that waits before the first sound, and again after an underrun: rides out the network's jitter. */
const startLevelMs = 80;
/** The longest reply that is held; a server that sends more at once has its surplus dropped and reported. */
const capacityMs = 180_000;
const highestSampleRate = 48_000;
const reportEveryMs = 40;
/** Fade at a cut, so that an interruption does not click. */
const fadeMs = 5;

/** Plays generations of speech: one at a time, a new one replaces the last, silence where nothing has come yet. */
class PlaybackProcessor extends AudioWorkletProcessor {
  private readonly queue = new SampleQueue((capacityMs / 1000) * highestSampleRate);
  private epoch = 0;
  private generation = -1;
  private sourceRate = 24_000;
  private playedSamples = 0;
  private playing = false;
  private complete = false;
  private droppedMs = 0;
  private nextReportTime = 0;
  private lastSample = 0;

  constructor() {
    super();
    this.port.addEventListener('message', (event: MessageEvent<PlaybackCommand>) => this.obey(event.data));
    this.port.start();
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return true;
    this.startWhenFilled();
    const step = this.sourceRate / sampleRate;
    const filled = this.playing ? this.queue.read(output, step) : 0;
    this.playedSamples += filled * step;
    this.fadeOut(output, filled);
    if (this.playing && filled < output.length) this.runDry();
    this.reportPosition();
    for (const channel of outputs[0]?.slice(1) ?? []) channel.set(output);
    return true;
  }

  private obey(command: PlaybackCommand): void {
    if (command.type === 'clear') {
      this.clear();
      this.generation = -1;
      this.epoch = command.epoch;
      return;
    }
    if (command.type === 'end') {
      if (command.generation === this.generation) this.completeNow();
      return;
    }
    if (command.generation !== this.generation) this.begin(command.generation, command.sampleRate);
    if (this.queue.push(command.samples)) return;
    this.droppedMs += (command.samples.length / this.sourceRate) * 1000;
    this.post({ ...this.origin(), type: 'dropped', droppedMs: this.droppedMs });
  }

  private begin(generation: number, sourceRate: number): void {
    this.clear();
    this.generation = generation;
    this.sourceRate = sourceRate;
    this.playedSamples = 0;
    this.complete = false;
    this.droppedMs = 0;
  }

  private clear(): void {
    this.queue.clear();
    this.playing = false;
    this.complete = false;
  }

  private startWhenFilled(): void {
    if (this.playing || this.queue.length === 0) return;
    const waitingMs = (this.queue.length / this.sourceRate) * 1000;
    this.playing = this.complete || waitingMs >= startLevelMs;
  }

  private runDry(): void {
    this.playing = false;
    if (this.complete) this.finish();
  }

  /** Nothing follows; where all has sounded already, that was the end. */
  private completeNow(): void {
    this.complete = true;
    if (!this.playing && this.queue.length === 0) this.finish();
  }

  private finish(): void {
    this.complete = false;
    this.post({ ...this.origin(), type: 'ended', playedMs: this.playedMs() });
  }

  /** From the last sample played down to silence, where the output has none of its own. */
  private fadeOut(output: Float32Array, filled: number): void {
    if (filled > 0) this.lastSample = output[filled - 1] ?? 0;
    const decay = Math.exp(-1000 / (fadeMs * sampleRate));
    for (let index = filled; index < output.length; index += 1) {
      this.lastSample *= decay;
      output[index] = this.lastSample;
    }
  }

  private reportPosition(): void {
    if (this.generation < 0 || currentTime < this.nextReportTime) return;
    this.nextReportTime = currentTime + reportEveryMs / 1000;
    const { playing } = this;
    this.post({
      ...this.origin(),
      type: 'position',
      playedMs: this.playedMs(),
      contextTime: currentTime,
      playing,
    });
  }

  private origin(): { epoch: number; generation: number } {
    return { epoch: this.epoch, generation: this.generation };
  }

  private playedMs(): number {
    return (this.playedSamples / this.sourceRate) * 1000;
  }

  private post(report: PlaybackReport): void {
    this.port.postMessage(report, []);
  }
}

registerProcessor('playback', PlaybackProcessor);
