import { ParleyError } from '@parley/contracts';
import type { EngineProcess } from '@parley/inference';
import type { EngineBatch, EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import { Places } from './places.js';
import { TimeLimit } from './time-limit.js';
import { holdsNoSpeech } from './transcription/silence.js';
import type { BatchMembership, WhisperLoad, WhisperProtocol } from './whisper-protocol.js';

const samplesPerMs = 16;

/** Sends stretches of speech to the engine process, those of one batch together. */
export class BatchCalls implements EngineBatch {
  private readonly places: Places;
  private nextBatch = 0;

  /**
   * @param concurrency batches at once
   * @param assertReady throws what rows are refused with
   */
  constructor(
    private readonly engine: EngineProcess<WhisperLoad, WhisperProtocol>,
    readonly maxRows: number,
    concurrency: number,
    private readonly assertReady: () => void,
  ) {
    this.places = new Places(concurrency);
  }

  transcribe(rows: readonly EngineRow[]): Promise<EngineTranscript>[] {
    if (rows.length === 0) return [];
    let leave: () => void;
    try {
      this.assertReady();
      leave = this.places.take();
    } catch (error) {
      return rows.map(() => Promise.reject(error));
    }
    const batch = { id: this.nextBatch++, size: rows.filter(needsNetwork).length };
    let left = rows.length;
    return rows.map(async (row) => {
      try {
        return await this.transcribeRow(row, batch);
      } finally {
        left -= 1;
        if (left === 0) leave();
      }
    });
  }

  private async transcribeRow(row: EngineRow, batch: BatchMembership): Promise<EngineTranscript> {
    const { audio, request, signal } = row;
    if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
    if (!needsNetwork(row)) {
      return { text: '', language: request.language === 'auto' ? 'en' : request.language, segments: [] };
    }
    const limit = new TimeLimit((audio.length / samplesPerMs) * batch.size, signal);
    try {
      return await this.engine.call('recognize', { audio, request, batch }, limit.signal);
    } catch (error) {
      throw limit.explain(error);
    } finally {
      limit.end();
    }
  }
}

const needsNetwork = ({ audio, signal }: EngineRow) => !signal.aborted && !holdsNoSpeech(audio);
