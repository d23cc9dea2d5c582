import type { EngineTranscript } from '../speech-to-text-engine.js';

interface Settler {
  resolve: (transcript: EngineTranscript) => void;
  reject: (error: unknown) => void;
}

/** Results of a batch that are still to come, one for each row; the first settling of each counts. */
export class PendingRows {
  readonly results: Promise<EngineTranscript>[];
  private readonly waiting = new Map<number, Settler>();

  /** @param onSettled called once, when the last row is settled and before anybody hears of it */
  constructor(
    rows: number,
    private readonly onSettled: () => void,
  ) {
    this.results = Array.from(
      { length: rows },
      (_, row) => new Promise((resolve, reject) => this.waiting.set(row, { resolve, reject })),
    );
  }

  resolve(row: number, transcript: EngineTranscript): void {
    this.take(row)?.resolve(transcript);
  }

  reject(row: number, error: unknown): void {
    this.take(row)?.reject(error);
  }

  rejectAll(error: unknown): void {
    for (const row of this.waiting.keys()) this.reject(row, error);
  }

  private take(row: number): Settler | undefined {
    const settler = this.waiting.get(row);
    this.waiting.delete(row);
    if (settler && this.waiting.size === 0) this.onSettled();
    return settler;
  }
}
