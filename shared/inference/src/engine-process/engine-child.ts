import type { ChildProcess } from 'node:child_process';
import { ParleyError } from '@parley/contracts';
import { forkEngine } from './child-entry.js';
import { LivenessWatch } from './liveness-watch.js';
import { type ChildMessage, type ParentMessage, type WorkMessage, fromRemoteError } from './messages.js';

export interface EngineChildOptions {
  name: string;
  entry: URL;
  load: unknown;
  startTimeoutMs: number;
  hangAfterMs: number;
}

export interface EngineChildHandlers {
  onReady: (loadMs: number) => void;
  onLoadFailed: (error: ParleyError) => void;
  onMessage: (message: WorkMessage) => void;
  /** It neither answers nor works, and is killed. */
  onHung: () => void;
  /** Comes last, and once. */
  onExit: (code: number | null, signal: string | null) => void;
}

/** One engine process, from its fork to its end. */
export class EngineChild {
  /** Settled when the engine is warm, or cannot be had. */
  readonly loaded: Promise<void>;
  private readonly child: ChildProcess;
  private readonly watch: LivenessWatch | undefined;

  constructor(
    private readonly options: EngineChildOptions,
    private readonly handlers: EngineChildHandlers,
  ) {
    const { entry, load, hangAfterMs } = options;
    this.child = forkEngine(entry);
    const { pid } = this.child;
    this.watch =
      pid === undefined
        ? undefined
        : new LivenessWatch({
            pid,
            ping: () => this.send({ type: 'ping' }),
            hangAfterMs,
            onHung: () => {
              handlers.onHung();
              this.kill();
            },
          });
    this.loaded = this.listen();
    this.send({ type: 'load', load });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** To a process that has just died, sending fails; its exit then rejects the calls. */
  send(message: ParentMessage): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Resolves when the process is gone. */
  async end(): Promise<void> {
    const { child } = this;
    this.watch?.end();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    this.kill();
    await exited;
  }

  private listen(): Promise<void> {
    const { child, handlers, options } = this;
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new ParleyError('engine_timeout', `The ${options.name} engine did not start in time.`));
        this.kill();
      }, options.startTimeoutMs);
      child.on('message', (message: ChildMessage) => {
        if (message.type === 'pong') {
          this.watch?.pong();
        } else if (message.type === 'ready') {
          clearTimeout(timer);
          handlers.onReady(message.loadMs);
          resolve();
        } else if (message.type === 'load-failed') {
          clearTimeout(timer);
          const error = fromRemoteError(message.error, options.name);
          handlers.onLoadFailed(error);
          reject(error);
          this.kill();
        } else {
          handlers.onMessage(message);
        }
      });
      const onExit = (code: number | null, signal: string | null) => {
        clearTimeout(timer);
        this.watch?.end();
        reject(new ParleyError('engine_failed', `The ${options.name} engine ended while it started.`));
        handlers.onExit(code, signal);
      };
      child.once('exit', onExit);
      child.on('error', (error) => {
        reject(error);
        // A process that could not be started at all has no exit.
        if (child.pid === undefined) onExit(null, null);
      });
    });
  }
}
