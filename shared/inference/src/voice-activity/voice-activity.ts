import { ParleyError } from '@parley/contracts';
import { EngineProcess } from '../engine-process/engine-process.js';
import type { EngineProcessEvent, EngineProcessStatus } from '../engine-process/engine-process-types.js';
import { type VoiceActivityProtocol, emptyMemory, windowSamples } from './voice-activity-protocol.js';

/** Windows sent in one call when a whole recording is scored: 8 s of audio, half a megabyte. */
const windowsPerCall = 256;

export interface VoiceActivityOptions {
  /** Calls in hand at once; one more is refused with `at_capacity`. A stream has at most one. */
  maxPendingCalls?: number;
  onEvent?: (event: EngineProcessEvent) => void;
}

type Engine = EngineProcess<undefined, VoiceActivityProtocol>;

/** Tells speech from everything else: Silero VAD v6 in a process of its own. Audio is mono, 16 kHz, -1 to 1. */
export class VoiceActivity {
  private readonly engine: Engine;

  constructor(options: VoiceActivityOptions = {}) {
    this.engine = new EngineProcess({
      name: 'voice-activity',
      entry: new URL('./voice-activity-process.ts', import.meta.url),
      load: undefined,
      callTimeoutMs: 10_000,
      ...options,
    });
  }

  start(signal?: AbortSignal): Promise<void> {
    return this.engine.start(signal);
  }

  stop(): Promise<void> {
    return this.engine.stop();
  }

  status(): EngineProcessStatus {
    return this.engine.status();
  }

  /** A stream of its own memory. There is nothing to release. */
  openStream(): VoiceActivityStream {
    return new VoiceActivityStream(this.engine);
  }

  /**
   * The probability of speech, 0 to 1, for each 512 samples (32 ms) of a whole recording. The last window is filled
   * up with silence.
   */
  async score(samples: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    const scores = new Float32Array(Math.ceil(samples.length / windowSamples));
    const samplesPerCall = windowsPerCall * windowSamples;
    const stream = this.openStream();
    let filled = 0;
    for (let start = 0; start < samples.length; start += samplesPerCall) {
      const end = Math.min(start + samplesPerCall, samples.length);
      const part = new Float32Array(Math.ceil((end - start) / windowSamples) * windowSamples);
      part.set(samples.subarray(start, end));
      const partScores = await stream.push(part, signal);
      scores.set(partScores, filled);
      filled += partScores.length;
    }
    return scores;
  }
}

/** One speaker's audio, in order. */
export class VoiceActivityStream {
  private memory = emptyMemory();
  private remainder = new Float32Array(0);
  private busy = false;

  constructor(private readonly engine: Engine) {}

  /**
   * Takes the next samples, any number of them; returns the scores of the windows that they complete. What is left
   * over (under 512 samples) waits for the next call. Await each call before the next.
   * @throws ParleyError what the engine process throws; the samples then count as not heard.
   */
  async push(samples: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    if (this.busy)
      throw new ParleyError('internal_error', 'A voice-activity stream takes one call at a time.');
    const waiting = new Float32Array(this.remainder.length + samples.length);
    waiting.set(this.remainder);
    waiting.set(samples, this.remainder.length);
    const complete = waiting.length - (waiting.length % windowSamples);
    this.remainder = waiting.slice(complete);
    if (complete === 0) return new Float32Array(0);
    this.busy = true;
    try {
      const input = { samples: waiting.subarray(0, complete), memory: this.memory };
      const output = await this.engine.call('score', input, signal);
      this.memory = output.memory;
      return output.scores;
    } finally {
      this.busy = false;
    }
  }
}
