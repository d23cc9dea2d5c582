import type { EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import type { WhisperModel } from './decoding/decoding-types.js';
import { transcribeRows } from './transcription/transcribe-rows.js';
import type { BatchMembership } from './whisper-protocol.js';

interface AssembledRow extends EngineRow {
  resolve: (transcript: EngineTranscript) => void;
  reject: (error: unknown) => void;
}

/** Puts the rows of a batch, which arrive one by one, together again. */
export class BatchAssembly {
  private readonly batches = new Map<number, AssembledRow[]>();

  constructor(private readonly model: WhisperModel) {}

  /** The row's own text, as soon as it is there. */
  transcribe(row: EngineRow, { id, size }: BatchMembership): Promise<EngineTranscript> {
    return new Promise((resolve, reject) => {
      const rows = this.batches.get(id) ?? [];
      rows.push({ ...row, resolve, reject });
      this.batches.set(id, rows);
      if (rows.length < size) return;
      this.batches.delete(id);
      transcribeRows(this.model, rows, (index, result) => {
        if ('transcript' in result) rows[index]?.resolve(result.transcript);
        else rows[index]?.reject(result.error);
      }).catch((error: unknown) => rows.forEach(({ reject: fail }) => fail(error)));
    });
  }
}
