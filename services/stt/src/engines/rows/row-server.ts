import { type CallContext, type EngineHandlers, toRemoteError } from '@parley/inference';
import type { EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import type { RowProtocol } from './row-protocol.js';

/** How a row ended. */
export type RowResult = { transcript: EngineTranscript } | { error: unknown };

/**
 * Recognises rows together. Each is settled once, as soon as it is done; rows whose signal is aborted may be left out.
 * @throws where the whole batch fails
 */
export type RecognizeRows = (
  rows: readonly EngineRow[],
  settle: (row: number, result: RowResult) => void,
) => Promise<void>;

type Recognize = RowProtocol['recognize'];

/** The side of an engine process: a batch arrives whole, its rows are answered and given up one by one. */
export class RowServer {
  readonly handlers: EngineHandlers<RowProtocol> = {
    recognize: (input, context) => this.recognize(input, context),
    dropRow: async ({ batch, row }) => {
      this.aborts.get(batch)?.[row]?.abort();
      return undefined;
    },
  };
  private readonly aborts = new Map<number, readonly AbortController[]>();
  private last: Promise<unknown> = Promise.resolve();

  /** @param oneByOne whether a batch waits for the one before: two networks at once would share the same cores */
  constructor(
    private readonly recognizeRows: RecognizeRows,
    private readonly oneByOne: boolean,
  ) {}

  private async recognize(
    input: Recognize['input'],
    context: CallContext<Recognize['chunk']>,
  ): Promise<undefined> {
    const aborts = input.rows.map(() => new AbortController());
    this.aborts.set(input.batch, aborts);
    const abortAll = () => aborts.forEach((abort) => abort.abort());
    context.signal.addEventListener('abort', abortAll, { once: true });
    const turn = this.oneByOne
      ? this.last.then(() => this.run(input, aborts, context))
      : this.run(input, aborts, context);
    this.last = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.aborts.delete(input.batch);
    }
    return undefined;
  }

  private async run(
    { rows }: Recognize['input'],
    aborts: readonly AbortController[],
    context: CallContext<Recognize['chunk']>,
  ): Promise<void> {
    context.signal.throwIfAborted();
    const withSignals = rows.map((row, index) => ({
      ...row,
      signal: aborts[index]?.signal ?? context.signal,
    }));
    const sent: Promise<void>[] = [];
    await this.recognizeRows(withSignals, (row, result) => {
      const answer = 'error' in result ? { row, error: toRemoteError(result.error) } : { row, ...result };
      // Who has given up the whole batch is sent nothing more.
      sent.push(context.emit(answer).catch(() => undefined));
    });
    await Promise.all(sent);
  }
}
