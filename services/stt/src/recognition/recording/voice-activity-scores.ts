import { setTimeout as delay } from 'node:timers/promises';
import { toParleyError } from '@parley/contracts';
import { type VoiceActivity, voiceActivityWindowSamples as windowSamples } from '@parley/inference';

/** How long a recording waits for a process that is being restarted. */
const patienceMs = 60_000;
const pollMs = 100;

/** The scores of a recording that is read in chunks. A process that dies meanwhile is asked again when it is back. */
export class VoiceActivityScores {
  private readonly stream;

  constructor(voiceActivity: VoiceActivity) {
    this.stream = voiceActivity.openStream();
  }

  /**
   * One score for each 512 samples; the last chunk of a recording is filled up with silence.
   * @throws ParleyError what the voice-activity process throws, after a minute without one that works.
   */
  async next(chunk: Float32Array, signal: AbortSignal): Promise<Float32Array> {
    const windows = Math.ceil(chunk.length / windowSamples);
    // Whole windows only: the stream then holds nothing back, and the same chunk can be sent again.
    const samples = new Float32Array(windows * windowSamples);
    samples.set(chunk);
    const giveUpAtMs = performance.now() + patienceMs;
    for (let crashes = 0; ;) {
      try {
        return await this.stream.push(samples, signal);
      } catch (error) {
        const { code } = toParleyError(error);
        crashes += code === 'engine_failed' ? 1 : 0;
        const isWorthWaiting = ['engine_failed', 'engine_not_ready', 'at_capacity'].includes(code);
        if (!isWorthWaiting || crashes > 1 || performance.now() > giveUpAtMs) throw error;
        await delay(pollMs, undefined, { signal });
      }
    }
  }
}
