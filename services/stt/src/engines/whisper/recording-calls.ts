import { ParleyError } from '@parley/contracts';
import type { EngineProcess } from '@parley/inference';
import { TimeLimit } from '../rows/time-limit.js';
import type { EngineRequest, RecordingSummary, RecordingWindow, TakeTurn } from '../speech-to-text-engine.js';
import type { WhisperLoad, WhisperProtocol } from './whisper-protocol.js';

const samplesPerMs = 16;
/** Sound in one message: a minute, 4 MB. */
const partSamples = 60_000 * samplesPerMs;

/** Sends whole recordings to the engine process, and lets it hear each window when its turn has come. */
export class RecordingCalls {
  private nextRecording = 1;

  constructor(private readonly engine: EngineProcess<WhisperLoad, WhisperProtocol>) {}

  /** @throws ParleyError as `EngineProcess.stream`; `engine_timeout`. */
  async *transcribe(
    audio: Float32Array,
    request: EngineRequest,
    takeTurn: TakeTurn,
    signal: AbortSignal,
  ): AsyncGenerator<RecordingWindow, RecordingSummary> {
    const recording = this.nextRecording++;
    const limit = new TimeLimit(audio.length / samplesPerMs, signal);
    try {
      await this.send(recording, audio, limit.signal);
      return yield* this.hear({ recording, request }, takeTurn, limit.signal);
    } catch (error) {
      throw limit.explain(error);
    } finally {
      limit.end();
      this.engine.call('forgetRecording', { recording }).catch(() => undefined);
    }
  }

  private async send(recording: number, audio: Float32Array, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < audio.length; at += partSamples) {
      const samples = audio.subarray(at, at + partSamples);
      await this.engine.call('hearPart', { recording, samples }, signal);
    }
  }

  private async *hear(
    input: WhisperProtocol['sequential']['input'],
    takeTurn: TakeTurn,
    signal: AbortSignal,
  ): AsyncGenerator<RecordingWindow, RecordingSummary> {
    let summary: RecordingSummary | undefined;
    let leave = await takeTurn(signal);
    try {
      for await (const chunk of this.engine.stream('sequential', input, signal)) {
        // Whoever takes the window may take its time: the place is another's meanwhile.
        leave();
        if (chunk.type === 'summary') {
          summary = chunk.summary;
          continue;
        }
        yield chunk.window;
        if (!chunk.goesOn) continue;
        leave = await takeTurn(signal);
        await this.engine.call('nextWindow', { recording: input.recording }, signal);
      }
    } finally {
      leave();
    }
    if (!summary) throw new ParleyError('engine_failed', 'The speech recogniser gave no answer.');
    return summary;
  }
}
