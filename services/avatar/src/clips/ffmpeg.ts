import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { ParleyError } from '@parley/contracts';

const maxMessageBytes = 16_384;

/** How a program of ffmpeg's ended. */
export interface ProgramEnd {
  succeeded: boolean;
  /** The last line that it wrote on standard error. */
  lastMessage: string;
}

/** A running `ffmpeg` or `ffprobe`; it is killed when `signal` aborts. */
export class MediaProgram {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  readonly #kill = (): void => void this.#process.kill('SIGKILL');
  #messages = '';
  #startError: Error | undefined;

  constructor(
    name: 'ffmpeg' | 'ffprobe',
    argumentList: readonly string[],
    private readonly signal: AbortSignal,
  ) {
    signal.throwIfAborted();
    this.#process = spawn(name, argumentList, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#closed = once(this.#process, 'close').catch((error: Error) => {
      this.#startError = error;
    });
    // Why it stopped reading is in its exit code and messages.
    this.#process.stdin.on('error', () => undefined);
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#messages = (this.#messages + text).slice(-maxMessageBytes);
    });
    signal.addEventListener('abort', this.#kill, { once: true });
  }

  get input(): Writable {
    return this.#process.stdin;
  }

  get output(): Readable {
    return this.#process.stdout;
  }

  kill(): void {
    this.signal.removeEventListener('abort', this.#kill);
    this.#kill();
  }

  /** Waits for its end. @throws ParleyError `program_missing`; the signal's reason. */
  async end(): Promise<ProgramEnd> {
    await this.#closed;
    this.signal.removeEventListener('abort', this.#kill);
    this.signal.throwIfAborted();
    if (this.#startError) throw programMissing(this.#startError);
    const lastMessage = this.#messages.trimEnd().split('\n').at(-1) ?? '';
    return { succeeded: this.#process.exitCode === 0, lastMessage };
  }
}

/** Runs a program to its end, and answers what it wrote. @throws as `MediaProgram.end`. */
export async function runProgram(
  name: 'ffmpeg' | 'ffprobe',
  argumentList: readonly string[],
  signal: AbortSignal,
): Promise<ProgramEnd & { output: string }> {
  const program = new MediaProgram(name, argumentList, signal);
  let output = '';
  program.output.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < maxMessageBytes) output += text;
  });
  return { ...(await program.end()), output };
}

const programMissing = (cause: Error) =>
  new ParleyError(
    'program_missing',
    'Clips need the program ffmpeg, which is not installed here. Install it (Debian: apt-get install ffmpeg).',
    { cause },
  );
