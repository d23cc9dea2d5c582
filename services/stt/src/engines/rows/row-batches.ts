import { ParleyError } from '@parley/contracts';
import { fromRemoteError } from '@parley/inference';
import type { EngineBatch, EngineRequest, EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import { holdsNoSpeech } from './no-speech.js';
import { PendingRows } from './pending-rows.js';
import { Places } from './places.js';
import type { RowAnswer, RowProtocol } from './row-protocol.js';
import { TimeLimit } from './time-limit.js';

/** The engine process that hears the rows. */
interface RowProcess {
  stream(
    method: 'recognize',
    input: RowProtocol['recognize']['input'],
    signal: AbortSignal,
  ): AsyncGenerator<RowAnswer, unknown>;
  call(method: 'dropRow', input: RowProtocol['dropRow']['input']): Promise<unknown>;
}

export interface RowBatchesOptions {
  process: RowProcess;
  /** The engine's, for messages. */
  name: string;
  maxRows: number;
  /** Batches at once. */
  concurrency: number;
  languages: () => readonly string[];
  /** Throws what rows are refused with while the engine cannot work. */
  assertReady: () => void;
  /**
   * Makes a request one that the recogniser takes: finds out the language, for one.
   * @throws ParleyError where it cannot be taken; only its row fails
   */
  prepare?: ((row: EngineRow) => Promise<EngineRequest>) | undefined;
}

const samplesPerMs = 16;

/** A row that the network must hear. */
interface Work {
  /** Its place among the rows that came. */
  index: number;
  row: EngineRow;
}

/** The service's side: rows go to the engine process together; each ends, fails and is given up for itself. */
export class RowBatches implements EngineBatch {
  readonly maxRows: number;
  private readonly places: Places;
  private nextBatch = 1;

  constructor(private readonly options: RowBatchesOptions) {
    this.maxRows = options.maxRows;
    this.places = new Places(options.concurrency);
  }

  transcribe(rows: readonly EngineRow[]): Promise<EngineTranscript>[] {
    if (rows.length === 0) return [];
    let leave: () => void;
    try {
      this.options.assertReady();
      leave = this.places.take();
    } catch (error) {
      return rows.map(() => Promise.reject(error));
    }
    // Its place is free as soon as the last row is settled: whoever waits for the rows may call at once.
    const pending = new PendingRows(rows.length, leave);
    this.recognize(rows, pending).then(
      () => pending.rejectAll(noAnswer()),
      (error: unknown) => pending.rejectAll(error),
    );
    return pending.results;
  }

  private async recognize(rows: readonly EngineRow[], pending: PendingRows): Promise<void> {
    const prepared = await Promise.all(rows.map((row, index) => this.prepare(row, index, pending)));
    const work = prepared.filter((each) => each !== undefined);
    if (work.length === 0) return;
    const batch = this.nextBatch++;
    const everyone = new AbortController();
    const undoDrops = this.dropAborted(batch, work, pending, everyone);
    const samples = work.reduce((sum, { row }) => sum + row.audio.length, 0);
    const limit = new TimeLimit(samples / samplesPerMs, everyone.signal);
    try {
      const { process, name } = this.options;
      const input = { batch, rows: work.map(({ row: { audio, request } }) => ({ audio, request })) };
      for await (const answer of process.stream('recognize', input, limit.signal)) {
        const index = work[answer.row]?.index;
        if (index === undefined) continue;
        if ('error' in answer) pending.reject(index, fromRemoteError(answer.error, name));
        else pending.resolve(index, answer.transcript);
      }
    } catch (error) {
      throw limit.explain(error);
    } finally {
      limit.end();
      undoDrops();
    }
  }

  /** Rows whose signal is aborted leave; with the last of them the call ends. Returns what stops listening. */
  private dropAborted(
    batch: number,
    work: readonly Work[],
    pending: PendingRows,
    everyone: AbortController,
  ): () => void {
    const listening = new AbortController();
    work.forEach(({ index, row: { signal } }, row) => {
      const drop = () => {
        pending.reject(index, cancelled());
        if (work.every((each) => each.row.signal.aborted)) everyone.abort();
        else this.options.process.call('dropRow', { batch, row }).catch(() => undefined);
      };
      signal.addEventListener('abort', drop, { once: true, signal: listening.signal });
    });
    return () => listening.abort();
  }

  /** The row as the process gets it; undefined where it needs none. */
  private async prepare(row: EngineRow, index: number, pending: PendingRows): Promise<Work | undefined> {
    const { languages, prepare } = this.options;
    try {
      if (!row.signal.aborted && holdsNoSpeech(row.audio)) {
        const { language } = row.request;
        const answered = language === 'auto' ? (languages()[0] ?? 'en') : language;
        pending.resolve(index, { text: '', language: answered, segments: [] });
        return undefined;
      }
      const request = row.signal.aborted ? row.request : ((await prepare?.(row)) ?? row.request);
      if (row.signal.aborted) throw cancelled();
      return { index, row: { ...row, request } };
    } catch (error) {
      pending.reject(index, error);
      return undefined;
    }
  }
}

const noAnswer = () => new ParleyError('engine_failed', 'The speech recogniser gave no answer.');
const cancelled = () => new ParleyError('cancelled', 'The work was cancelled.');
