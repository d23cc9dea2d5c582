import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Readiness, readinessSchema } from '@parley/contracts';
import { z } from 'zod';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
/** Real recordings and portraits, beside the repository where the team works; absent elsewhere. */
export const sharedData = join(repository, '../shared/data');

const runStateSchema = z.object({
  programs: z.record(z.string(), z.object({ pid: z.number().nullable(), port: z.number().nullable() })),
});

const ports = {
  gateway: 8000,
  operators: 8005,
  avatar: 8081,
  tts: 8082,
  stt: 8083,
  'stt-canary': 8084,
  'stt-ctc': 8087,
  agent: 8088,
} as const;
export type Door = keyof typeof ports;

/** The whole house as `npm start` runs it, on shifted ports, with its own Redis. */
export class Constellation {
  private output = '';

  private constructor(
    private readonly portOffset: number,
    private readonly supervisor: ChildProcess,
  ) {
    for (const stream of [supervisor.stdout, supervisor.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output = (this.output + data.toString()).slice(-20_000)));
    }
  }

  /** Resolves when everything that is required is ready. */
  static async start(portOffset: number, environment: Record<string, string> = {}): Promise<Constellation> {
    const supervisor = spawn(
      process.execPath,
      ['infra/up.mjs', '--no-install', '--port-offset', String(portOffset)],
      {
        cwd: repository,
        // What the house says must not depend on the language models of the machine that tests it.
        env: { ...process.env, LLM_DISCOVERY: 'off', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const house = new Constellation(portOffset, supervisor);
    try {
      await house.untilReady('gateway', 120_000);
    } catch (error) {
      await house.stop();
      throw error;
    }
    return house;
  }

  url(door: Door, path = ''): string {
    return `http://127.0.0.1:${ports[door] + this.portOffset}${path}`;
  }

  get pageUrl(): string {
    return `https://localhost:${8085 + this.portOffset}/`;
  }

  /** The process id of each program, as the supervisor keeps them. */
  pids(): Record<string, number | null> {
    const file = join(repository, '.parley', `run-${this.portOffset}`, 'state.json');
    const { programs } = runStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return Object.fromEntries(Object.entries(programs).map(([name, { pid }]) => [name, pid]));
  }

  async readiness(door: Door): Promise<Readiness | undefined> {
    try {
      return readinessSchema.parse(await (await fetch(this.url(door, '/ready'))).json());
    } catch {
      return undefined;
    }
  }

  /** @throws Error with the last of the log, where the supervisor ends or time runs out. */
  async untilReady(door: Door, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const readiness = await this.readiness(door);
      if (readiness?.ready) return;
      if (this.supervisor.exitCode !== null) throw new Error(`The supervisor ended:\n${this.output}`);
      if (performance.now() > deadline) {
        throw new Error(`${door} is not ready: ${JSON.stringify(readiness)}\n${this.output}`);
      }
      await delay(200);
    }
  }

  /** Ctrl-C; resolves with the supervisor's exit code. */
  async stop(): Promise<number | null> {
    if (this.supervisor.exitCode !== null) return this.supervisor.exitCode;
    const exited = once(this.supervisor, 'exit');
    this.supervisor.kill('SIGINT');
    const [code] = await exited;
    return code;
  }
}
