import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const timing = z.object({
  first: z.array(z.number()),
  all: z.array(z.number()),
  audioSeconds: z.number(),
  peakBytes: z.number(),
});

/**
 * Milliseconds to each request's first and last audio, from the moment at which all are there; seconds of audio of all
 * together; the most memory that the process has had.
 */
export type XttsTiming = z.infer<typeof timing>;

export interface XttsWork {
  text: string;
  requests: number;
  /** Audio tokens of each request. */
  tokens: number;
}

/** coqui-tts in a process of its own: a line of JSON for each piece of work, and one for its timing. */
export class CoquiPeer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    private readonly voice: { folder: string; threads: number; speaker: string },
    readonly version: string,
  ) {}

  static async start(python: string, voice: CoquiPeer['voice']): Promise<CoquiPeer> {
    const script = fileURLToPath(new URL('xtts_speed_peer.py', import.meta.url));
    const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(value ?? '{}'));
    return new CoquiPeer(child, lines, voice, version);
  }

  async measure(work: XttsWork): Promise<XttsTiming> {
    this.child.stdin?.write(`${JSON.stringify({ ...this.voice, language: 'en', ...work })}\n`);
    const { value } = await this.lines.next();
    return timing.parse(JSON.parse(value ?? '{}'));
  }

  stop(): void {
    this.child.kill();
  }
}
