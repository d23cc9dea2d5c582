import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { z } from 'zod';

const logLineSchema = z.looseObject({ message: z.string(), id: z.string().optional() });
type LogLine = z.infer<typeof logLineSchema>;

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A service as it runs in production, in a process of its own that tests may kill. Its log is kept. */
export class ServiceProcess {
  readonly log: LogLine[] = [];
  private readonly process: ChildProcess;

  /** @param name The folder under `services/`. */
  constructor(name: string, environment: Record<string, string>) {
    this.process = spawn(process.execPath, ['--import', 'tsx', `services/${name}/src/main.ts`], {
      cwd: repository,
      env: { ...process.env, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (this.process.stdout) {
      createInterface(this.process.stdout).on('line', (line) => {
        this.log.push(logLineSchema.parse(JSON.parse(line)));
      });
    }
  }

  async started(): Promise<void> {
    await vi.waitFor(() => {
      if (!this.has('started')) throw new Error('The service has not started.');
    }, 30_000);
  }

  /** Whether a line was logged, for this job where one is named. */
  has(message: string, id?: string): boolean {
    return this.log.some((line) => line.message === message && (id === undefined || line.id === id));
  }

  count(message: string, id: string): number {
    return this.log.filter((line) => line.message === message && line.id === id).length;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill(signal);
    await exited;
  }
}
