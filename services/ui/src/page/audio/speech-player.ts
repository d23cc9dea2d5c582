import { speechSampleRate } from '@parley/contracts';
import type { PlaybackCommand, PlaybackReport } from './worklet-messages.js';
import { playbackWorkletUrl } from './worklet-urls.js';

/** `setSinkId` of an AudioContext: in Chromium, not yet in the DOM's type library. */
type ContextWithSink = AudioContext & { setSinkId?: (sinkId: string) => Promise<void> };

interface Position {
  generation: number;
  playedMs: number;
  contextTime: number;
  playing: boolean;
}

const nothingPlayed: Position = { generation: -1, playedMs: 0, contextTime: 0, playing: false };

/** Plays a conversation's speech, and is its clock: what the loudspeaker has sounded, in milliseconds. */
export class SpeechPlayer {
  private context: ContextWithSink | null = null;
  private node: Promise<AudioWorkletNode> | null = null;
  private position = nothingPlayed;
  private epoch = 0;
  private speakerId = '';

  constructor(private readonly onReport: (report: PlaybackReport) => void) {}

  /** Opens the loudspeaker. Browsers allow it only inside a click or a key press. */
  async unlock(): Promise<void> {
    await this.load();
    await this.context?.resume();
  }

  /** Queues PCM16 mono at `sampleRate`. A newer generation silences an older one. */
  play(generation: number, sampleRate: number, pcm: Uint8Array): void {
    const samples = toFloat(pcm);
    this.command({ type: 'chunk', generation, sampleRate, samples }, [samples.buffer]);
  }

  /** Says that nothing follows in this generation. */
  finish(generation: number): void {
    this.command({ type: 'end', generation });
  }

  /** Falls silent at once and forgets what waited. */
  clear(): void {
    if (this.node === null) return;
    this.epoch += 1;
    this.position = nothingPlayed;
    this.command({ type: 'clear', epoch: this.epoch });
  }

  /** Milliseconds of `generation` heard by now; null when another one, or none, is on. */
  heardMs(generation: number): number | null {
    const { position, context } = this;
    if (position.generation !== generation || context === null) return null;
    if (!position.playing) return position.playedMs;
    const sinceReportMs = (context.currentTime - position.contextTime) * 1000;
    const latencyMs = (context.outputLatency || context.baseLatency || 0) * 1000;
    return Math.max(0, position.playedMs + sinceReportMs - latencyMs);
  }

  /** Chooses the loudspeaker; the empty id is the system's own. */
  async setSpeaker(speakerId: string): Promise<void> {
    this.speakerId = speakerId;
    await this.context?.setSinkId?.(speakerId);
  }

  async close(): Promise<void> {
    const { context } = this;
    this.context = null;
    this.node = null;
    this.epoch = 0;
    this.position = nothingPlayed;
    await context?.close();
  }

  private command(command: PlaybackCommand, transfer: Transferable[] = []): void {
    void this.load().then((node) => node.port.postMessage(command, transfer));
  }

  private load(): Promise<AudioWorkletNode> {
    this.node ??= this.open();
    return this.node;
  }

  private async open(): Promise<AudioWorkletNode> {
    const context: ContextWithSink = new AudioContext({
      sampleRate: speechSampleRate,
      latencyHint: 'interactive',
    });
    this.context = context;
    if (this.speakerId !== '') await context.setSinkId?.(this.speakerId);
    await context.audioWorklet.addModule(playbackWorkletUrl);
    const node = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.addEventListener('message', (event: MessageEvent<PlaybackReport>) => this.take(event.data));
    node.port.start();
    node.connect(context.destination);
    return node;
  }

  private take(report: PlaybackReport): void {
    if (report.epoch !== this.epoch) return;
    if (report.type === 'position') this.position = report;
    if (report.type === 'ended') {
      this.position = { ...this.position, playedMs: report.playedMs, playing: false };
    }
    this.onReport(report);
  }
}

/** Whether this browser lets a page choose its loudspeaker. */
export function canChooseSpeaker(): boolean {
  return 'AudioContext' in window && 'setSinkId' in AudioContext.prototype;
}

function toFloat(pcm: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const samples = new Float32Array(Math.floor(pcm.byteLength / 2));
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = view.getInt16(index * 2, true) / 32_768;
  }
  return samples;
}
