import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const measured = z.object({
  milliseconds: z.array(z.number()),
  generation: z.array(z.number()),
  peakBytes: z.number(),
});

export interface PeerRun {
  work: 'appearance' | 'motion' | 'whole-frame';
  threads: number;
  /** Runs that are not counted, before one that is. */
  warmUps: number;
}

/** LivePortrait in PyTorch, in a process of its own: a line of JSON for each run, and one for its time. */
export class LivePortraitPeer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    readonly version: string,
  ) {}

  /** @param checkout of KwaiVGI/LivePortrait */
  static async start(python: string, checkout: string): Promise<LivePortraitPeer> {
    const script = fileURLToPath(new URL('liveportrait_peer.py', import.meta.url));
    const child = spawn(python, [script, checkout], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(value ?? '{}'));
    return new LivePortraitPeer(child, lines, version);
  }

  /** @returns milliseconds of the counted run, and of its warping and generation where it is a whole frame */
  async measure(run: PeerRun): Promise<{ all: number; generation: number; peakBytes: number }> {
    this.child.stdin?.write(`${JSON.stringify({ ...run, runs: 1 })}\n`);
    const { value } = await this.lines.next();
    const { milliseconds, generation, peakBytes } = measured.parse(JSON.parse(value ?? '{}'));
    return { all: milliseconds[0] ?? Number.NaN, generation: generation[0] ?? Number.NaN, peakBytes };
  }

  stop(): void {
    this.child.kill();
  }
}
