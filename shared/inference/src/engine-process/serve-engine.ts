import { ParleyError } from '@parley/contracts';
import {
  type ChildMessage,
  type EngineProtocol,
  type ParentMessage,
  chunkWindow,
  toRemoteError,
} from './messages.js';

export interface CallContext<Chunk> {
  /** Aborted when the caller no longer wants the result; checked between steps. */
  signal: AbortSignal;
  /** Sends one chunk. Resolves when the consumer has room for the next. */
  emit: (chunk: Chunk) => Promise<void>;
}

export type EngineHandlers<P extends EngineProtocol> = {
  [M in keyof P]: (input: P[M]['input'], context: CallContext<P[M]['chunk']>) => Promise<P[M]['output']>;
};

interface Call {
  abort: AbortController;
  credit: number;
  resume: (() => void) | undefined;
}

const memoryReportIntervalMs = 5_000;

/** A parent that died between two messages is noticed by `disconnect`; until then sending may fail. */
function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

class EngineServer<Load, P extends EngineProtocol> {
  private readonly calls = new Map<number, Call>();
  private handlers: EngineHandlers<P> | undefined;

  constructor(private readonly load: (load: Load) => Promise<EngineHandlers<P>>) {}

  receive(message: ParentMessage): void {
    if (message.type === 'load') void this.start(message.load as Load);
    else if (message.type === 'call') void this.run(message);
    else if (message.type === 'ping') send({ type: 'pong' });
    else if (message.type === 'cancel') this.calls.get(message.id)?.abort.abort();
    else this.grant(message.id, message.count);
  }

  private async start(load: Load): Promise<void> {
    const startedAt = performance.now();
    try {
      this.handlers = await this.load(load);
      send({ type: 'ready', loadMs: Math.round(performance.now() - startedAt) });
      reportMemory();
      setInterval(reportMemory, memoryReportIntervalMs).unref();
    } catch (error) {
      send({ type: 'load-failed', error: toRemoteError(error) });
    }
  }

  private async run(message: Extract<ParentMessage, { type: 'call' }>): Promise<void> {
    const call: Call = { abort: new AbortController(), credit: chunkWindow, resume: undefined };
    this.calls.set(message.id, call);
    try {
      const handler = this.handlers?.[message.method];
      if (!handler) throw new ParleyError('internal_error', `No method ${message.method} in this engine.`);
      const output = await handler(message.input, {
        signal: call.abort.signal,
        emit: (chunk) => this.emit(message.id, call, chunk),
      });
      send({ type: 'result', id: message.id, output });
    } catch (error) {
      send({ type: 'failure', id: message.id, error: toRemoteError(error) });
    } finally {
      this.calls.delete(message.id);
    }
  }

  private async emit(id: number, call: Call, chunk: unknown): Promise<void> {
    call.abort.signal.throwIfAborted();
    send({ type: 'chunk', id, chunk });
    call.credit -= 1;
    if (call.credit > 0) return;
    await new Promise<void>((resolve) => {
      call.resume = resolve;
      call.abort.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    call.abort.signal.throwIfAborted();
  }

  private grant(id: number, count: number): void {
    const call = this.calls.get(id);
    if (!call) return;
    call.credit += count;
    call.resume?.();
    call.resume = undefined;
  }
}

function reportMemory(): void {
  send({ type: 'memory', memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20) });
}

/**
 * The whole of an engine process's main file: loads the engine (a warm-up by a real inference included) and
 * answers calls until the parent goes away. Work is cancelled cooperatively, by the context's signal.
 */
export function serveEngine<Load, P extends EngineProtocol>(
  load: (load: Load) => Promise<EngineHandlers<P>>,
): void {
  const server = new EngineServer<Load, P>(load);
  process.on('message', (message: ParentMessage) => server.receive(message));
  process.on('disconnect', () => process.exit(0));
  // The terminal's Ctrl-C reaches the whole process group; the service decides when its engines end.
  process.on('SIGINT', () => undefined);
}
