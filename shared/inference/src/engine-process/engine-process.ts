import { ParleyError } from '@parley/contracts';
import { EngineChild } from './engine-child.js';
import type {
  EngineProcessEvent,
  EngineProcessOptions,
  EngineProcessState,
  EngineProcessStatus,
} from './engine-process-types.js';
import { type EngineProtocol, type ParentMessage, type WorkMessage, fromRemoteError } from './messages.js';
import { PendingCall } from './pending-call.js';

const defaults = {
  startTimeoutMs: 60_000,
  callTimeoutMs: 120_000,
  hangAfterMs: 5_000,
  cancelGraceMs: 5_000,
  maxPendingCalls: 256,
};
const firstRestartMs = 250;
const longestRestartMs = 10_000;
/** A process that ran this long was healthy: the next crash starts the back-off anew. */
const healthyAfterMs = 10_000;

/**
 * A model in a process of its own, supervised: started, warmed up, watched, restarted with back-off, killed when it
 * does not answer and does not work. Calls in a process that dies are rejected with `engine_failed`; nothing else notices.
 */
export class EngineProcess<Load, P extends EngineProtocol> {
  private readonly options: Required<Omit<EngineProcessOptions<Load>, 'onEvent'>>;
  private readonly onEvent: (event: EngineProcessEvent) => void;
  private readonly calls = new Map<number, PendingCall<unknown, unknown>>();
  private child: EngineChild | undefined;
  private state: EngineProcessState = 'stopped';
  private nextId = 1;
  private restarts = 0;
  private crashesInARow = 0;
  private readyAt = 0;
  private loadMs: number | undefined;
  private memoryMb: number | undefined;
  private restartTimer: NodeJS.Timeout | undefined;

  constructor(options: EngineProcessOptions<Load>) {
    const { onEvent, ...rest } = options;
    this.options = { ...defaults, ...rest };
    this.onEvent = onEvent ?? (() => undefined);
  }

  status(): EngineProcessStatus {
    return {
      state: this.state,
      pid: this.child?.pid,
      restarts: this.restarts,
      loadMs: this.loadMs,
      memoryMb: this.memoryMb,
    };
  }

  /**
   * Forks and loads; resolves when the engine is warm. A process that was there already is ended.
   * @throws ParleyError the child's own, where loading failed; `engine_timeout` where it took too long.
   */
  async start(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    clearTimeout(this.restartTimer);
    const before = this.child;
    this.child = undefined;
    await before?.end();
    this.state = 'starting';
    await this.launch();
  }

  /** One request, one answer. Chunks that the engine emits meanwhile are dropped; see `stream`. */
  async call<M extends keyof P & string>(
    method: M,
    input: P[M]['input'],
    signal?: AbortSignal,
  ): Promise<P[M]['output']> {
    const chunks = this.stream(method, input, signal);
    for (;;) {
      const next = await chunks.next();
      if (next.done) return next.value;
    }
  }

  /**
   * One request, many chunks, then the output as the generator's return value. Leaving the loop early cancels.
   * @throws ParleyError `engine_not_ready`, `at_capacity`, `engine_timeout`, `engine_failed`, `cancelled`, or the engine's own.
   */
  async *stream<M extends keyof P & string>(
    method: M,
    input: P[M]['input'],
    signal?: AbortSignal,
  ): AsyncGenerator<P[M]['chunk'], P[M]['output']> {
    this.assertAccepting();
    if (signal?.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
    const id = this.nextId++;
    const call = new PendingCall<P[M]['chunk'], P[M]['output']>((count) =>
      this.send({ type: 'credit', id, count }),
    );
    this.calls.set(id, call);
    const cancel = (code: 'cancelled' | 'engine_timeout', message: string) => {
      call.reject(new ParleyError(code, message));
    };
    const onAbort = () => cancel('cancelled', 'The work was cancelled.');
    const timer = setTimeout(
      () =>
        cancel('engine_timeout', `The ${this.options.name} engine did not answer in time. Please try again.`),
      this.options.callTimeoutMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    this.send({ type: 'call', id, method, input });
    let finished = false;
    try {
      const output = yield* call.consume();
      finished = true;
      return output;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (!finished && this.calls.get(id) === call) this.cancelInChild(id);
      else this.calls.delete(id);
    }
  }

  /** Ends the process; calls under way are rejected. */
  async stop(): Promise<void> {
    this.state = 'stopped';
    clearTimeout(this.restartTimer);
    const child = this.child;
    this.child = undefined;
    this.rejectAll('The service is shutting down.', 'shutting_down');
    await child?.end();
  }

  private assertAccepting(): void {
    const { name, maxPendingCalls } = this.options;
    if (this.state !== 'ready') {
      throw new ParleyError(
        'engine_not_ready',
        `The ${name} engine is starting. Please try again in a moment.`,
        {
          retryAfterMs: 2_000,
        },
      );
    }
    if (this.calls.size >= maxPendingCalls) {
      throw new ParleyError(
        'at_capacity',
        `The ${name} engine has all the work it can hold. Please try again soon.`,
        {
          retryAfterMs: 1_000,
        },
      );
    }
  }

  /** The caller has left. The child is told; if it does not end the call within the grace time, it is killed. */
  private cancelInChild(id: number): void {
    this.send({ type: 'cancel', id });
    const child = this.child;
    const timer = setTimeout(() => {
      if (!this.calls.has(id) || this.child !== child) return;
      this.onEvent({
        type: 'engine-killed',
        engine: this.options.name,
        reason: 'a cancelled call did not end',
      });
      child?.kill();
    }, this.options.cancelGraceMs);
    timer.unref();
  }

  private send(message: ParentMessage): void {
    this.child?.send(message);
  }

  private launch(): Promise<void> {
    const { name, hangAfterMs } = this.options;
    const child = new EngineChild(this.options, {
      onReady: (loadMs) => this.becomeReady(loadMs),
      onLoadFailed: (error) => this.onEvent({ type: 'engine-load-failed', engine: name, error }),
      onMessage: (message) => this.receive(message),
      onHung: () =>
        this.onEvent({
          type: 'engine-killed',
          engine: name,
          reason: `it neither answered nor worked for ${hangAfterMs / 1_000} s`,
        }),
      onExit: (code, signal) => this.onExit(child, code, signal),
    });
    this.child = child;
    return child.loaded;
  }

  private becomeReady(loadMs: number): void {
    this.state = 'ready';
    this.loadMs = loadMs;
    this.readyAt = Date.now();
    this.onEvent({ type: 'engine-ready', engine: this.options.name, loadMs, pid: this.child?.pid });
  }

  private receive(message: WorkMessage): void {
    if (message.type === 'memory') {
      this.memoryMb = message.memoryMb;
      return;
    }
    const call = this.calls.get(message.id);
    if (!call) return;
    if (message.type === 'chunk') {
      call.push(message.chunk);
      return;
    }
    this.calls.delete(message.id);
    if (message.type === 'result') call.resolve(message.output);
    else call.reject(fromRemoteError(message.error, this.options.name));
  }

  private onExit(child: EngineChild, code: number | null, signal: string | null): void {
    if (this.child !== child) return;
    this.child = undefined;
    this.rejectAll(`The ${this.options.name} engine stopped in the middle of this work. Please try again.`);
    if (this.state === 'stopped') return;
    this.state = 'restarting';
    if (this.readyAt > 0 && Date.now() - this.readyAt > healthyAfterMs) this.crashesInARow = 0;
    const restartInMs = Math.min(firstRestartMs * 2 ** this.crashesInARow, longestRestartMs);
    this.crashesInARow += 1;
    this.restarts += 1;
    this.onEvent({ type: 'engine-exit', engine: this.options.name, code, signal, restartInMs });
    this.restartTimer = setTimeout(() => {
      // A failed start ends in `exit`, which schedules the next one.
      this.launch().catch(() => undefined);
    }, restartInMs);
  }

  private rejectAll(message: string, code: 'engine_failed' | 'shutting_down' = 'engine_failed'): void {
    for (const call of this.calls.values())
      call.reject(new ParleyError(code, message, { retryAfterMs: 1_000 }));
    this.calls.clear();
  }
}
