import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readinessSchema } from '@parley/contracts';
import { repository } from './constellation.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

/** One service as it runs in production, alone, in a process of its own. */
export class StandaloneService {
  private constructor(
    private readonly port: number,
    private readonly process: ChildProcess,
  ) {}

  /** Resolves when it is ready. @throws Error where it is not within a minute. */
  static async start(name: string, environment: Record<string, string>): Promise<StandaloneService> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', 'tsx', `services/${name}/src/main.ts`], {
      cwd: repository,
      env: { ...process.env, PORT: String(port), LOG_LEVEL: 'error', ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const service = new StandaloneService(port, child);
    const deadline = performance.now() + 60_000;
    while (performance.now() < deadline && child.exitCode === null) {
      const response = await fetch(service.url('/health')).catch(() => undefined);
      if (response?.ok && (await service.engineIsReady())) return service;
      await delay(100);
    }
    await service.stop();
    throw new Error(`The service ${name} did not get ready.`);
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  get pid(): number {
    const { pid } = this.process;
    if (pid === undefined) throw new Error('The service did not start.');
    return pid;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await exited;
  }

  /** The queue may be absent: benches of live speech need no Redis. */
  private async engineIsReady(): Promise<boolean> {
    const { checks } = readinessSchema.parse(await (await fetch(this.url('/ready'))).json());
    return checks.every(({ name, ready }) => ready || name === 'queue');
  }
}
