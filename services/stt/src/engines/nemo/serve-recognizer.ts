import { type CallContext, serveEngine } from '@parley/inference';
import { engineSampleRate, type EngineRequest, type EngineRow } from '../speech-to-text-engine.js';
import type { Recognizer } from './recognizer.js';
import type { RecognizerProtocol } from './recognizer-protocol.js';

type Recognize = RecognizerProtocol['recognize'];

/**
 * The whole of an engine process's main file: opens a recogniser, warms it up by a second of noise and serves it, one
 * batch after the other.
 * @param warmUpRequest a request that the recogniser takes
 */
export function serveRecognizer<Load>(
  open: (load: Load) => Promise<Recognizer>,
  warmUpRequest: (load: Load) => EngineRequest,
): void {
  serveEngine<Load, RecognizerProtocol>(async (load) => {
    const recognizer = await open(load);
    await warmUp(recognizer, warmUpRequest(load));
    const server = new BatchServer(recognizer);
    return {
      describe: async () => recognizer.facts,
      recognize: (input, context) => server.recognize(input, context),
      dropRow: async ({ batch, row }) => server.drop(batch, row),
    };
  });
}

class BatchServer {
  private readonly aborts = new Map<number, readonly AbortController[]>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly recognizer: Recognizer) {}

  /** Batches wait for one another: two networks at once would share the same cores. */
  async recognize(input: Recognize['input'], context: CallContext<Recognize['chunk']>): Promise<undefined> {
    const aborts = input.rows.map(() => new AbortController());
    this.aborts.set(input.batch, aborts);
    const abortAll = () => aborts.forEach((abort) => abort.abort());
    context.signal.addEventListener('abort', abortAll, { once: true });
    const turn = this.last.then(() => this.run(input, aborts, context));
    this.last = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.aborts.delete(input.batch);
    }
    return undefined;
  }

  drop(batch: number, row: number): undefined {
    this.aborts.get(batch)?.[row]?.abort();
    return undefined;
  }

  private async run(
    input: Recognize['input'],
    aborts: readonly AbortController[],
    context: CallContext<Recognize['chunk']>,
  ): Promise<void> {
    context.signal.throwIfAborted();
    const rows: EngineRow[] = input.rows.map((row, index) => ({
      ...row,
      signal: aborts[index]?.signal ?? context.signal,
    }));
    const sent: Promise<void>[] = [];
    await this.recognizer.recognize(rows, (row, transcript) => sent.push(context.emit({ row, transcript })));
    await Promise.all(sent);
  }
}

async function warmUp(recognizer: Recognizer, request: EngineRequest): Promise<void> {
  let seed = 1;
  const audio = Float32Array.from({ length: engineSampleRate }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 0.01;
  });
  const { signal } = new AbortController();
  await recognizer.recognize([{ audio, request, signal }], () => undefined);
}
