import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Milliseconds for encoding all rows, for one token of each, and for all tokens of each. */
export interface Timing {
  encode: number;
  first: number;
  all: number;
  tokens: number;
}

const timing = z.object({ encode: z.number(), first: z.number(), all: z.number(), tokens: z.number() });

export interface PeerWork {
  folder: string;
  compute_type: 'float32' | 'int8';
  threads: number;
  rows: number;
  tokens: number;
}

/** CTranslate2, faster-whisper's network, in a Python process of its own. */
export class CTranslate2Peer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    readonly version: string,
  ) {}

  static async start(python: string): Promise<CTranslate2Peer> {
    const script = fileURLToPath(new URL('whisper_speed_peers.py', import.meta.url));
    const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(value ?? '{}'));
    return new CTranslate2Peer(child, lines, version);
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
