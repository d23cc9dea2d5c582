import { SampleHistory, concatSamples } from '@parley/audio';
import { voiceActivityWindowSamples } from '@parley/inference';
import { engineSampleRate } from '../engines/speech-to-text-engine.js';

const samplesPerMs = engineSampleRate / 1_000;

export interface LiveAudioOptions {
  /** Heard audio that can still be read: the longest utterance and some. */
  historyMs: number;
  /** Audio that may wait to be heard; what comes on top is dropped, and counted. */
  maxWaitingMs: number;
}

/**
 * The audio of one live session: what waits to be heard, what was heard lately, what was dropped. Audio is heard in
 * whole windows of voice activity. Times count what was heard; `receivedMs` gives them as the client counts.
 */
export class LiveAudio {
  private readonly history: SampleHistory;
  private readonly maxWaiting: number;
  private waiting: Float32Array[] = [];
  private waitingSamples = 0;
  private accepted = 0;
  private dropped = 0;
  /** From this sample on, the client's clock is this many samples ahead: audio was dropped, or silence put in. */
  private readonly offsets: { at: number; ahead: number }[] = [];

  constructor(options: LiveAudioOptions) {
    this.history = new SampleHistory(options.historyMs * samplesPerMs);
    this.maxWaiting = options.maxWaitingMs * samplesPerMs;
  }

  get waitingMs(): number {
    return this.waitingSamples / samplesPerMs;
  }

  get droppedMs(): number {
    return this.dropped / samplesPerMs;
  }

  /** Takes audio from the client; returns how many milliseconds of it had to be dropped. */
  push(samples: Float32Array): number {
    const room = Math.max(0, this.maxWaiting - this.waitingSamples);
    const kept = samples.subarray(0, room);
    const lost = samples.length - kept.length;
    this.enqueue(kept);
    if (lost > 0) {
      this.dropped += lost;
      this.shiftClock(lost);
    }
    return lost / samplesPerMs;
  }

  /** Puts in silence that the client did not send: its microphone stopped in the middle of speech. */
  pushSilence(durationMs: number): void {
    const samples = Math.round(durationMs * samplesPerMs);
    this.enqueue(new Float32Array(samples));
    this.shiftClock(-samples);
  }

  /** Fills up the last window. */
  finish(): void {
    const missing = this.accepted % voiceActivityWindowSamples;
    if (missing > 0) this.enqueue(new Float32Array(voiceActivityWindowSamples - missing));
  }

  /** Up to a second of audio in whole windows, heard from now on; nothing where no window is complete. */
  take(): Float32Array {
    const all = concatSamples(this.waiting);
    const whole =
      Math.min(all.length, engineSampleRate) -
      (Math.min(all.length, engineSampleRate) % voiceActivityWindowSamples);
    const rest = all.subarray(whole);
    this.waiting = rest.length > 0 ? [rest] : [];
    this.waitingSamples = rest.length;
    const taken = all.subarray(0, whole);
    this.history.push(taken);
    return taken;
  }

  read(startMs: number, endMs: number): Float32Array {
    return this.history.read(Math.round(startMs * samplesPerMs), Math.round(endMs * samplesPerMs)).samples;
  }

  /** A time of what was heard, in milliseconds since the client's first sample. */
  receivedMs(heardMs: number): number {
    const sample = heardMs * samplesPerMs;
    const { ahead = 0 } = this.offsets.findLast(({ at }) => at <= sample) ?? {};
    return Math.max(0, Math.round((sample + ahead) / samplesPerMs));
  }

  private enqueue(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.waiting.push(samples);
    this.waitingSamples += samples.length;
    this.accepted += samples.length;
  }

  private shiftClock(samples: number): void {
    const last = this.offsets.at(-1);
    const ahead = (last?.ahead ?? 0) + samples;
    if (last?.at === this.accepted) last.ahead = ahead;
    else this.offsets.push({ at: this.accepted, ahead });
    // Nobody asks for times before the last hundred shifts.
    if (this.offsets.length > 100) this.offsets.shift();
  }
}
