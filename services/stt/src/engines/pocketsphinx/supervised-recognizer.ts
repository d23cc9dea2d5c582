import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError, type TranscriptWord } from '@parley/contracts';
import { type RecognizerOptions, RecognizerProgram } from './recognizer-program.js';

export interface SupervisedRecognizerOptions extends RecognizerOptions {
  /** A program ended that was not asked to. */
  onCrash: (restartInMs: number) => void;
}

const firstRestartMs = 100;
const longestRestartMs = 10_000;
/** Half a second of silence goes through a new program before it is given work: its models are then in memory. */
const warmUpAudio = new Float32Array(8_000);
const warmUpTimeoutMs = 30_000;

/** A warm recogniser program, and another one as soon as it has ended: by a crash, or killed with unwanted work. */
export class SupervisedRecognizer {
  private readonly stopping = new AbortController();
  private program: Promise<RecognizerProgram>;
  private supervision: Promise<void> = Promise.resolve();
  private current: RecognizerProgram | undefined;
  private crashesInARow = 0;
  restarts = 0;

  constructor(private readonly options: SupervisedRecognizerOptions) {
    this.program = Promise.reject(
      new ParleyError('engine_not_ready', 'The speech recogniser was not started.'),
    );
    this.program.catch(() => undefined);
  }

  get isWarm(): boolean {
    return this.current?.isRunning ?? false;
  }

  /** Resolves when the first program is warm. @throws ParleyError `engine_failed` where it does not start. */
  async start(): Promise<void> {
    this.program = this.launch();
    await this.program;
    this.supervision = this.supervise();
  }

  /** As RecognizerProgram's; waits for a program that is starting. */
  async recognize(audio: Float32Array, timeoutMs: number, signal: AbortSignal): Promise<TranscriptWord[]> {
    const program = await this.program;
    try {
      const words = await program.recognize(audio, timeoutMs, signal);
      this.crashesInARow = 0;
      return words;
    } finally {
      // The supervision has waited for the same end for longer: by then the next program is on its way.
      if (!program.isRunning) await program.end;
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.current?.kill();
    await this.supervision;
  }

  private async supervise(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const program = await this.program.catch(() => undefined);
      await program?.end;
      if (signal.aborted) return;
      this.program = this.relaunch(program?.wasKilled === true);
      this.program.catch(() => undefined);
      await this.program.catch(() => undefined);
    }
  }

  private async relaunch(wasKilled: boolean): Promise<RecognizerProgram> {
    if (wasKilled) return this.launch();
    const restartInMs = Math.min(firstRestartMs * 2 ** this.crashesInARow, longestRestartMs);
    this.crashesInARow += 1;
    this.restarts += 1;
    this.options.onCrash(restartInMs);
    await delay(restartInMs, undefined, { signal: this.stopping.signal });
    return this.launch();
  }

  private async launch(): Promise<RecognizerProgram> {
    const program = new RecognizerProgram(this.options);
    this.current = program;
    await program.recognize(warmUpAudio, warmUpTimeoutMs, this.stopping.signal);
    return program;
  }
}
