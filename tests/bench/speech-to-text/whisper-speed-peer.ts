import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const timing = z.object({ encode: z.number(), first: z.number(), all: z.number(), tokens: z.number() });

/** Milliseconds for encoding all rows, for one token of each, and for all tokens of each. */
export type Timing = z.infer<typeof timing>;

export interface PeerWork {
  folder: string;
  compute_type: 'float32' | 'int8';
  threads: number;
  rows: number;
  tokens: number;
}

export interface PeerProgram {
  name: string;
  /** The interpreter, and its script beside this file. */
  command: string;
  script: string;
  /** What `encode` is where the peer's interface does not tell it from the rest: part of `first` and `all`. */
  encodesApart: boolean;
}

/** Another Whisper in a process of its own: a line of JSON for each piece of work, and one for its timing. */
export class WhisperPeer {
  private constructor(
    readonly program: PeerProgram,
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    readonly version: string,
  ) {}

  static async start(program: PeerProgram): Promise<WhisperPeer> {
    const script = fileURLToPath(new URL(program.script, import.meta.url));
    const child = spawn(program.command, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(value ?? '{}'));
    return new WhisperPeer(program, child, lines, version);
  }

  async measure(work: PeerWork): Promise<Timing> {
    this.child.stdin?.write(`${JSON.stringify(work)}\n`);
    const { value } = await this.lines.next();
    return timing.parse(JSON.parse(value ?? '{}'));
  }

  stop(): void {
    this.child.kill();
  }
}
